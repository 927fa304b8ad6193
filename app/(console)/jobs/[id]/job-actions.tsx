'use client'

import { Ban, Pause, Play, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { formatCount, formatNumber } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import { type JobRow, jobKinds } from '@/lib/job'
import { can, type Role } from '@/lib/permissions'
import { useRun } from '../../_shell/use-run'
import { cancelJob, pauseJob, resumeJob, retryJob } from '../actions'
import { jobKeys } from '../queries'
import { cancelledWords } from '../words'

/** The actions that the job's state allows, for operators with the permission for this kind of job. */
export function JobActions({ job, role }: { job: JobRow; role: Role }) {
  const { busy, attempt } = useRun(jobKeys.all)
  const [cancelling, setCancelling] = useState(false)
  if (!can(role, 'jobs.control') || !can(role, jobKinds[job.kind].permission)) return null
  const { state, counts } = job
  const retry = async () => {
    const done = await attempt(retryJob, { jobId: job.id }, 'Nothing was retried')
    if (done) toast.success(`${formatCount(done.data.retried, jobKinds[job.kind].noun)} being retried`)
  }
  const pause = async () => {
    if (await attempt(pauseJob, { jobId: job.id }, 'The job was not paused')) toast.success('Job paused')
  }
  const resume = async () => {
    if (await attempt(resumeJob, { jobId: job.id }, 'The job was not resumed')) toast.success('Job resumed')
  }
  const cancel = async () => {
    const done = await attempt(cancelJob, { jobId: job.id }, 'The job was not cancelled')
    if (done) toast.success(cancelledWords(job, done.data))
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
        <Button disabled={busy} onClick={() => void pause()}>
          <Pause aria-hidden />
          Pause job
        </Button>
      )}
      {state === 'paused' && (
        <Button variant="primary" disabled={busy} onClick={() => void resume()}>
          <Play aria-hidden />
          Resume job
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
        description={`${formatCount(counts.waiting, jobKinds[job.kind].noun)} will not be processed. Requests in progress finish, and completed changes stay.`}
        confirmLabel="Cancel job"
        cancelLabel="Keep job"
        pending={busy}
        onConfirm={() => void cancel()}
      />
    </>
  )
}
