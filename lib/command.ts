import type { Problem } from './errors'

type CommandState = 'in_flight' | 'unknown' | 'succeeded' | 'failed' | 'superseded'

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
  /** ISO instant. */
  sentAt: string
}

/** Work that an account waits for: shown in place of a claim that nobody can make yet. */
export type PendingCommand = { id: string; action: string; state: 'in_flight' | 'unknown'; sentAt: string }
