import type { ApprovalRow } from './approval'
import type { JobKind } from './job'
import type { HeldChange, PausedJob, SendingStop } from './sending'

/** How long a job that ended with failures stays in view. */
export const failedJobDays = 7

/** A job that has ended, and of which a person has to look at some items. */
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

/** What waits for this operator; nothing of what their role may not act on. */
export type Attention = {
  /** Nothing is sent to Telnyx; null = as usual. Everybody is told. */
  stopped: SendingStop | null
  /** Requests of others to decide, the one that expires first on top. */
  approvals: Pick<ApprovalRow, 'id' | 'action' | 'accounts' | 'requestedByName' | 'createdAt'>[]
  /** Newest first. */
  failedJobs: FailedJob[]
  /** Jobs that stand still until somebody resumes or cancels them, newest first. */
  pausedJobs: PausedJob[]
  /** Changes on hold, newest first. */
  held: HeldChange[]
  /** Rollup flags that wait for a verdict. */
  flags: number
}
