import 'server-only'
import { eq } from 'drizzle-orm'
import { accountTarget } from '../accounts/target'
import type { BulkJob } from '../commands/jobs/kinds'
import type { RemoteCall, Written } from '../commands/remote'
import type { Ctx } from '../context'
import { type AccountRecord, readAccount } from '../mirror/account'
import { forgetUndecidedLimit } from '../mirror/undecided-limit'
import type { Tx } from '../platform/db/client'
import { accounts } from '../platform/db/schema'
import type { CallOptions } from '../telnyx/client'
import { TelnyxError } from '../telnyx/error'

/** A new limit for one account: the same for clicks and job items. */
export function channelLimitCall(
  ctx: Ctx,
  account: AccountRecord,
  { limit, reason }: { limit: number; reason: string },
  options: CallOptions,
): Omit<RemoteCall<{ channelLimit: number | null }>, 'id'> {
  return {
    action: 'account.channel_limit',
    target: accountTarget(account),
    reason: reason || null,
    input: { limit },
    supersedes: ['account.channel_limit'],
    fieldOf: { '/channel_limit': 'limit' },
    send: fence => sendLimit(ctx, account.id, limit, { ...options, ...fence }),
    write: (tx, answer) => writeLimit(tx, ctx, account.id, answer.channelLimit ?? limit),
  }
}

/** Writes the limit that Telnyx has accepted. */
export async function writeLimit(tx: Tx, ctx: Ctx, accountId: string, limit: number): Promise<Written> {
  const before = await readAccount(tx, accountId)
  await tx
    .update(accounts)
    .set({ channelLimit: limit, channelLimitSource: 'command', channelLimitObservedAt: ctx.now() })
    .where(eq(accounts.id, accountId))
  return { changes: { channelLimit: [before?.channelLimit ?? null, limit] }, result: { limit } }
}

export const channelLimitJob: BulkJob = {
  supersedes: ['account.channel_limit'],
  call: (ctx, account, { limit, reason }, options) =>
    channelLimitCall(ctx, account, { limit: Number(limit), reason: String(reason ?? '') }, options),
}

async function sendLimit(ctx: Ctx, accountId: string, limit: number, options: CallOptions) {
  try {
    return await ctx.telnyx.accounts.setChannelLimit(accountId, limit, options)
  } catch (error) {
    if (error instanceof TelnyxError && error.certainty === 'no') await forgetUndecidedLimit(ctx.db, accountId)
    throw error
  }
}
