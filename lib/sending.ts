import type { JobKind } from './job'

/** An owner stopped all sending to Telnyx. */
export type SendingStop = {
  reason: string
  by: string
  /** ISO instant. */
  at: string
}

/** Work that continues without a click once sending is resumed. */
export type WaitingWork = { jobs: number; changes: number }

/** A change to an account that a person has to continue or cancel: nothing of it was sent. */
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
