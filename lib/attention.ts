import type { ApprovalRow } from './approval'
import type { JobKind } from './job'
import type { HeldChange, PausedJob, SendingStop } from './sending'

/** How long a job that ended with failures stays in this list. */
export const failedJobDays = 7

/** A job that has ended and has items that need manual review. */
export type FailedJob = {
  id: string
  kind: JobKind
  failed: number
  /** Items whose outcome a person has to settle. */
  person: number
  total: number
  /** ISO instant. */
  finishedAt: string
}

/** What waits for this operator, limited to what their role may act on. */
export type Attention = {
  /** Nothing is sent to Telnyx; null = sending works. Shown to everybody. */
  stopped: SendingStop | null
  /** Requests of other operators to decide; the one that expires first on top. */
  approvals: Pick<ApprovalRow, 'id' | 'action' | 'accounts' | 'requestedByName' | 'createdAt'>[]
  /** Newest first. */
  failedJobs: FailedJob[]
  /** Paused jobs that an operator must resume or cancel, newest first. */
  pausedJobs: PausedJob[]
  /** Changes on hold, newest first. */
  held: HeldChange[]
  /** Rollup flags that wait for a verdict. */
  flags: number
}
