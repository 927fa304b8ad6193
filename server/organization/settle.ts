import 'server-only'
import type { Written } from '../commands/remote'
import type { RemoteAction } from '../commands/remote-actions'
import { neverArrived, type Settle } from '../commands/settlement'
import { TelnyxError } from '../telnyx/error'

export const removed: Written = { changes: { removed: [false, true] }, result: { removed: true } }

/** A removed user is gone: reading answers 404. */
const settle: Settle = async (ctx, command) => {
  try {
    await ctx.telnyx.organization.retrieveUser(command.targetId, {}, { lane: 'click' })
    return { verdict: 'not_done', problem: neverArrived }
  } catch (error) {
    if (!(error instanceof TelnyxError) || error.kind !== 'not_found') throw error
    return { verdict: 'done', write: async () => removed }
  }
}

export const removeUserAction: RemoteAction = {
  action: 'organization_user.remove',
  permission: 'organization.remove',
  settle,
}
