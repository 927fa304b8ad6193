import 'server-only'
import type { CommandRow } from '../commands/remote'
import type { RemoteAction } from '../commands/remote-actions'
import type { Settle } from '../commands/settlement'
import { forgetUndecidedLimit } from '../mirror/undecided-limit'
import { TelnyxError, toProblem } from '../telnyx/error'
import { writeLimit } from './call'

/** A limit cannot be read back: the same value is sent again, which changes nothing if it already arrived. */
const settle: Settle = async (ctx, command, fence) => {
  const limit = limitOf(command)
  try {
    const answer = await ctx.telnyx.accounts.setChannelLimit(command.targetId, limit, { lane: 'click', ...fence })
    return { verdict: 'done', write: tx => writeLimit(tx, ctx, command.targetId, answer.data.channelLimit ?? limit) }
  } catch (error) {
    if (!(error instanceof TelnyxError)) throw error
    // Whether the first sending arrived is as open as before.
    if (error.certainty === 'unknown' || error.kind === 'forbidden') {
      const problem = toProblem(error)
      return {
        verdict: 'person',
        problem: {
          ...problem,
          message: `Sending this limit again did not show whether it was set. ${problem.message}`,
          hint: 'Check Telnyx’s portal and mark the change as done or not done, or set the limit again.',
        },
      }
    }
    // Had the first sending arrived, Telnyx would accept the same value again. A refusal says that it did not arrive,
    // or that the limit was changed since. It counts only at the end of the probes, when no earlier call can still be
    // in flight.
    if (error.kind === 'invalid' || error.kind === 'not_found') {
      return {
        verdict: 'not_done',
        problem: toProblem(error, { '/channel_limit': 'limit' }),
        write: async tx => {
          await forgetUndecidedLimit(tx, command.targetId)
          return {}
        },
      }
    }
    // The key, the rate limit or the connection: it is tried again.
    throw error
  }
}

const limitOf = (command: CommandRow) => Number(command.input.limit)

export const channelLimitAction: RemoteAction = {
  action: 'account.channel_limit',
  permission: 'channels.limit',
  settle,
  sendsAgain: true,
  writeFoundDone: async (tx, ctx, command) =>
    (await writeLimit(tx, ctx, command.targetId, limitOf(command))).changes ?? null,
}
