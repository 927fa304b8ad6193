import 'server-only'
import { eq } from 'drizzle-orm'
import { readAccount } from '../accounts/mirror'
import { accounts } from '../db/schema'
import type { Settle } from '../settlement'
import { TelnyxError, toProblem } from '../telnyx/error'

/** A limit cannot be read back: the same value is sent again, which changes nothing when it already arrived. */
export const settleChannelLimit: Settle = async (ctx, command) => {
  const limit = Number(command.input.limit)
  try {
    const answer = await ctx.telnyx.accounts.setChannelLimit(command.targetId, limit, { lane: 'click' })
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
    // A certain no to the second sending does not tell whether the first one arrived: it may be over the pool only now.
    if (error instanceof TelnyxError && error.certainty === 'no' && error.kind === 'invalid') {
      return { verdict: 'not_done', problem: toProblem(error, { '/channel_limit': 'limit' }) }
    }
    throw error
  }
}
