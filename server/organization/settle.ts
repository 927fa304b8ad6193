import 'server-only'
import { neverArrived, type Settle } from '../commands/settlement'
import { TelnyxError } from '../telnyx/error'

/** A removed user is gone: reading answers 404. */
export const settleRemoveUser: Settle = async (ctx, command) => {
  try {
    await ctx.telnyx.organization.retrieveUser(command.targetId, {}, { lane: 'click' })
    return { verdict: 'not_done', problem: neverArrived }
  } catch (error) {
    if (error instanceof TelnyxError && error.kind === 'not_found') {
      return {
        verdict: 'done',
        write: async () => ({ changes: { removed: [false, true] }, result: { removed: true } }),
      }
    }
    throw error
  }
}
