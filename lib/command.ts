import type { Problem } from './errors'

export type CommandState = 'scheduled' | 'in_flight' | 'unknown' | 'succeeded' | 'failed' | 'superseded' | 'cancelled'

/** What the screen polls while a command is in progress. */
export type CommandView = {
  id: string
  action: string
  targetId: string
  actorName: string
  state: CommandState
  /** No read can tell the outcome: an operator must check Telnyx's portal and save the resolution. */
  needsPerson: boolean
  problem: Problem | null
  result: Record<string, unknown> | null
  /** ISO instants. `dueAt` is set while a command waits to be sent, and null while it is on hold. */
  sentAt: string
  dueAt: string | null
}

/** On hold: nothing is sent until an operator continues it. */
export function isHeld({ state, dueAt }: Pick<CommandView, 'state' | 'dueAt'>): boolean {
  return state === 'scheduled' && dueAt === null
}

/** A pending command of an account, shown in place of the value that is not known yet. */
export type PendingCommand = Pick<CommandView, 'id' | 'action' | 'sentAt' | 'dueAt'> & {
  state: 'scheduled' | 'in_flight' | 'unknown'
}
