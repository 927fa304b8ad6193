import 'server-only'
import type { RemoteAction } from '../commands/remote-actions'
import { settleChannelLimit } from './settle'

export const channelLimitAction: RemoteAction = {
  action: 'account.channel_limit',
  permission: 'channels.limit',
  settle: settleChannelLimit,
  sendsAgain: true,
}
