import 'server-only'
import type { RemoteAction } from '../commands/remote-actions'
import type { Settle } from '../commands/settlement'
import { forgetUndecidedLimit } from '../mirror/undecided-limit'
import { TelnyxError, type TelnyxErrorKind, toProblem } from '../telnyx/error'
import { writeLimit } from './call'

/** Errors about this account and value. Any other (key, rate limit, connection) says nothing, and is tried again. */
const refusals = new Set<TelnyxErrorKind>(['invalid', 'not_found', 'forbidden', 'not_manager'])

/** A limit cannot be read back: the same value is sent again, which changes nothing if it already arrived. */
const settle: Settle = async (ctx, command, fence) => {
  const limit = Number(command.input.limit)
  try {
    const answer = await ctx.telnyx.accounts.setChannelLimit(command.targetId, limit, { lane: 'click', ...fence })
    return { verdict: 'done', write: tx => writeLimit(tx, ctx, command.targetId, answer.data.channelLimit ?? limit) }
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

export const channelLimitAction: RemoteAction = {
  action: 'account.channel_limit',
  permission: 'channels.limit',
  settle,
  sendsAgain: true,
}
