import type { ApprovalRow } from './approval'
import type { JobKind } from './job'
import type { HeldChange, PausedJob, SendingStop } from './sending'

/** How many days a job with failures is shown. */
export const failedJobDays = 7

/** An ended job with items that need manual review. */
export type FailedJob = {
  id: string
  kind: JobKind
  failed: number
  /** Items whose outcome an operator has to settle. */
  person: number
  total: number
  /** ISO instant. */
  finishedAt: string
}

/** What waits for this operator, limited to what their role may do. */
export type Attention = {
  /** The emergency stop; null = sending is active. Sent to all roles. */
  stopped: SendingStop | null
  /** Open requests of other operators, the first to expire on top. */
  approvals: Pick<ApprovalRow, 'id' | 'action' | 'accounts' | 'requestedByName' | 'createdAt'>[]
  /** Newest first. */
  failedJobs: FailedJob[]
  /** Jobs that wait until an operator resumes or cancels them, newest first. */
  pausedJobs: PausedJob[]
  /** Changes on hold, newest first. */
  held: HeldChange[]
  /** Items of the current review round that wait for a reviewer. */
  flags: number
}
