import 'server-only'
import type { BulkJob } from '../commands/jobs/kinds'
import { channelLimitCall } from './call'

export const channelLimitJob: BulkJob = {
  supersedes: ['account.channel_limit'],
  call: (ctx, account, { limit, reason }, options) =>
    channelLimitCall(ctx, account, { limit: Number(limit), reason: String(reason ?? '') }, options),
}
