import type { Problem } from './errors'

export type CommandState = 'scheduled' | 'in_flight' | 'unknown' | 'succeeded' | 'failed' | 'superseded' | 'cancelled'

/** What the screen polls while a command is in flight. */
export type CommandView = {
  id: string
  action: string
  targetId: string
  actorName: string
  state: CommandState
  /** Reading cannot tell the outcome: manual review in Telnyx's portal is required. */
  needsPerson: boolean
  problem: Problem | null
  result: Record<string, unknown> | null
  /** ISO instants; `dueAt` is when a scheduled command is sent, null while it is on hold. */
  sentAt: string
  dueAt: string | null
}

/** Nothing is sent before a person continues it. */
export function isHeld({ state, dueAt }: Pick<PendingCommand | CommandView, 'state' | 'dueAt'>): boolean {
  return state === 'scheduled' && dueAt === null
}

/** A command in flight for an account: shown in place of a value that is not certain yet. */
export type PendingCommand = {
  id: string
  action: string
  state: 'scheduled' | 'in_flight' | 'unknown'
  sentAt: string
  dueAt: string | null
}
