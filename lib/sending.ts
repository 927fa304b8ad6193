import type { JobKind } from './job'

/** An owner stopped all sending to Telnyx. */
export type SendingStop = {
  reason: string
  by: string
  /** ISO instant. */
  at: string
}

/** Work that continues automatically when sending is resumed. */
export type WaitingWork = { jobs: number; changes: number }

/** A change on hold: nothing of it was sent, and an operator must continue or cancel it. */
export type HeldChange = {
  id: string
  accountId: string
  accountName: string
  actorName: string
  /** ISO instant. */
  heldAt: string
}

/** A paused job that an operator must resume or cancel. */
export type PausedJob = { id: string; kind: JobKind; total: number; notice: string | null }
