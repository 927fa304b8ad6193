'use client'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { useCountdown } from '@/components/ui/use-countdown'
import { type JobRow, jobKinds } from '@/lib/job'
import { can, type Role } from '@/lib/permissions'
import { useRun } from '../../_shell/use-run'
import { cancelJob } from '../actions'
import { jobKeys } from '../queries'
import { cancelledWords } from '../words'

/** The grace period: nothing has been sent yet, so the job can still be undone. */
export function WaitingBanner({ job, role }: { job: JobRow; role: Role }) {
  const { busy, attempt } = useRun(jobKeys.all)
  const seconds = useCountdown(job.startsAt)
  const undo = async () => {
    const done = await attempt(cancelJob, { jobId: job.id }, 'The job was not undone')
    if (done) toast.success(cancelledWords(job, done.data))
  }
  return (
    <Banner
      tone="info"
      title="Nothing has been sent yet"
      action={
        can(role, 'jobs.control') &&
        can(role, jobKinds[job.kind].permission) && (
          <Button size="sm" pending={busy} pendingLabel="Undoing…" onClick={() => void undo()}>
            Undo
          </Button>
        )
      }
    >
      <span className="figures">
        {seconds === null || seconds > 0
          ? `The job starts in ${seconds ?? 10} s, even if you leave this page.`
          : 'The job starts now.'}
      </span>
    </Banner>
  )
}
