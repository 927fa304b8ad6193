import 'server-only'
import { eq } from 'drizzle-orm'
import type { Settle } from '../commands/settlement'
import { readAccount } from '../mirror/account'
import { forgetUndecidedLimit } from '../mirror/undecided-limit'
import { accounts } from '../platform/db/schema'
import { TelnyxError, type TelnyxErrorKind, toProblem } from '../telnyx/error'

/**
 * Errors about this account and this value. Any other error (the key, the rate limit, the connection) tells nothing,
 * and the look-up is retried later.
 */
const refusals = new Set<TelnyxErrorKind>(['invalid', 'not_found', 'forbidden', 'not_manager'])

/** A limit cannot be read back: the same value is sent again, which changes nothing if it already arrived. */
export const settleChannelLimit: Settle = async (ctx, command, fence) => {
  const limit = Number(command.input.limit)
  try {
    const answer = await ctx.telnyx.accounts.setChannelLimit(command.targetId, limit, { lane: 'click', ...fence })
    return {
      verdict: 'done',
      write: async tx => {
        const before = await readAccount(tx, command.targetId)
        const inForce = answer.data.channelLimit ?? limit
        await tx
          .update(accounts)
          .set({ channelLimit: inForce, channelLimitSource: 'command', channelLimitObservedAt: ctx.now() })
          .where(eq(accounts.id, command.targetId))
        return { changes: { channelLimit: [before?.channelLimit ?? null, inForce] }, result: { limit: inForce } }
      },
    }
  } catch (error) {
    // Had the first sending arrived, Telnyx would accept the same value again. A refusal says that it did not arrive,
    // or that the limit was changed since. It counts only at the end of the probes, when no earlier call can still be
    // in flight.
    if (error instanceof TelnyxError && refusals.has(error.kind)) {
      return {
        verdict: 'not_done',
        problem: toProblem(error, { '/channel_limit': 'limit' }),
        write: async tx => {
          await forgetUndecidedLimit(tx, command.targetId)
          return {}
        },
      }
    }
    throw error
  }
}
