import { Card } from '@/components/ui/card'
import { FigureLink } from '@/components/ui/figure-link'
import { formatNumber } from '@/components/ui/number'
import { type JobRow, jobKinds } from '@/lib/job'
import { jobHref } from '../jobs/job-href'
import { JobProgress } from '../jobs/job-progress'
import { JobState } from '../jobs/job-state'
import { endedItems, rateWords } from '../jobs/words'

/** Jobs that have not ended. Renders nothing when there are none. */
export function RunningJobs({ jobs }: { jobs: readonly JobRow[] }) {
  if (jobs.length === 0) return null
  return (
    <Card title="Jobs" padded={false}>
      <ul className="divide-y divide-border">
        {jobs.map(job => (
          <li key={job.id}>
            <Line job={job} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Line({ job }: { job: JobRow }) {
  const rate = rateWords(job)
  return (
    <FigureLink
      href={jobHref(job.id)}
      figure={job.total}
      className="grid grid-cols-[minmax(3rem,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-subtle"
    >
      <span className="truncate font-medium">{jobKinds[job.kind].label}</span>
      <span className="justify-self-end">
        <JobState job={job} />
      </span>
      <JobProgress job={job} />
      <span className="figures text-muted">
        {formatNumber(endedItems(job.counts))} of {formatNumber(job.total)}
        {rate && `, ${rate}`}
      </span>
    </FigureLink>
  )
}
