'use client'

import { Ban, Pause, Play, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { formatCount, formatNumber } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import { type JobRow, rightToJob } from '@/lib/job'
import { can, type Role } from '@/lib/permissions'
import { useRun } from '../../_shell/use-run'
import { cancelJob, pauseJob, resumeJob, retryJob } from '../actions'
import { jobKeys } from '../queries'
import { itemNoun } from '../words'

/** What its state lets be done with it, for whoever may do what it does. */
export function JobActions({ job, role }: { job: JobRow; role: Role }) {
  const { busy, attempt } = useRun(jobKeys.all)
  const [cancelling, setCancelling] = useState(false)
  if (!can(role, 'jobs.steer') || !can(role, rightToJob[job.kind])) return null
  const { state, counts } = job
  const retry = async () => {
    const done = await attempt(retryJob, { jobId: job.id }, 'Nothing was retried')
    if (done) toast.success(`${formatCount(done.data.retried, itemNoun[job.kind])} tried again`)
  }
  const cancel = async () => {
    if (await attempt(cancelJob, { jobId: job.id }, 'The job was not cancelled')) toast.success('The job is cancelled')
    setCancelling(false)
  }
  return (
    <>
      {counts.failed > 0 && (
        <Button disabled={busy} onClick={() => void retry()}>
          <RotateCcw aria-hidden />
          Retry {formatNumber(counts.failed)} failed
        </Button>
      )}
      {state === 'running' && job.finishedAt === null && (
        <Button disabled={busy} onClick={() => void attempt(pauseJob, { jobId: job.id }, 'The job was not paused')}>
          <Pause aria-hidden />
          Pause
        </Button>
      )}
      {state === 'paused' && (
        <Button
          variant="primary"
          disabled={busy}
          onClick={() => void attempt(resumeJob, { jobId: job.id }, 'The job was not resumed')}
        >
          <Play aria-hidden />
          Resume
        </Button>
      )}
      {(state === 'running' || state === 'paused') && (
        <Button disabled={busy} onClick={() => setCancelling(true)}>
          <Ban aria-hidden />
          Cancel job…
        </Button>
      )}
      <AlertDialog
        open={cancelling}
        onOpenChange={setCancelling}
        title="Cancel this job?"
        description={`${formatCount(counts.waiting, itemNoun[job.kind])} not sent yet will not be. What is on its way ends by itself, and what is done stays done.`}
        confirmLabel="Cancel job"
        cancelLabel="Keep it running"
        pending={busy}
        onConfirm={() => void cancel()}
      />
    </>
  )
}
