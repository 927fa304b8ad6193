import type { Problem } from './errors'

export type CommandState = 'scheduled' | 'in_flight' | 'unknown' | 'succeeded' | 'failed' | 'superseded' | 'cancelled'

/** What the screen polls while work at Telnyx goes on. */
export type CommandView = {
  id: string
  action: string
  targetId: string
  actorName: string
  state: CommandState
  /** Reading cannot tell what became of it: somebody has to look in Telnyx's portal and say. */
  needsPerson: boolean
  problem: Problem | null
  result: Record<string, unknown> | null
  /** ISO instants; `dueAt` of one that waits to be sent, null while it is on hold. */
  sentAt: string
  dueAt: string | null
}

/** Nothing is sent before somebody continues it. */
export function isHeld({ state, dueAt }: Pick<PendingCommand | CommandView, 'state' | 'dueAt'>): boolean {
  return state === 'scheduled' && dueAt === null
}

/** Work that an account waits for: shown in place of a claim that nobody can make yet. */
export type PendingCommand = {
  id: string
  action: string
  state: 'scheduled' | 'in_flight' | 'unknown'
  sentAt: string
  dueAt: string | null
}
