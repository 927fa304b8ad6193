import 'server-only'
import type { Problem } from '@/lib/errors'
import type { Ctx } from '../context'
import type { Tx } from '../platform/db/client'
import type { CommandRow, Fence, Written } from './remote'

/**
 * What a read shows about a command without an answer. `not_done` counts only at the last look-up, when no list can
 * still be stale. `person` means that no read can tell the outcome.
 */
export type Settlement =
  | { verdict: 'done'; write(tx: Tx): Promise<Written> }
  | { verdict: 'not_done' | 'person'; problem: Problem; write?(tx: Tx): Promise<Written> }

/** One per remote action. Throws when Telnyx cannot be reached: retried later. @param fence for one that sends again */
export type Settle = (ctx: Ctx, command: CommandRow, fence: Fence) => Promise<Settlement>

export const neverArrived: Problem = {
  code: 'upstream',
  message: 'Telnyx gave no answer. A check shows that this was not carried out.',
  hint: 'You can safely try again.',
  retryable: true,
}
