import 'server-only'
import { eq } from 'drizzle-orm'
import { accountTarget } from '../accounts/target'
import type { RemoteCall } from '../commands/remote'
import type { Ctx } from '../context'
import { type AccountRecord, readAccount } from '../mirror/account'
import { forgetUndecidedLimit } from '../mirror/undecided-limit'
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
    write: async (tx, answer) => {
      const before = await readAccount(tx, account.id)
      const inForce = answer.channelLimit ?? limit
      await tx
        .update(accounts)
        .set({ channelLimit: inForce, channelLimitSource: 'command', channelLimitObservedAt: ctx.now() })
        .where(eq(accounts.id, account.id))
      return { changes: { channelLimit: [before?.channelLimit ?? null, inForce] }, result: { limit: inForce } }
    },
  }
}

async function sendLimit(ctx: Ctx, accountId: string, limit: number, options: CallOptions) {
  try {
    return await ctx.telnyx.accounts.setChannelLimit(accountId, limit, options)
  } catch (error) {
    if (error instanceof TelnyxError && error.certainty === 'no') await forgetUndecidedLimit(ctx.db, accountId)
    throw error
  }
}
