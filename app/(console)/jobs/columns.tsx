'use client'

import { appColumns } from '@/components/data-table/app-table'
import { Unknown } from '@/components/ui/description-list'
import { FigureLink } from '@/components/ui/figure-link'
import { Link } from '@/components/ui/link'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { type JobRow, jobKinds } from '@/lib/job'
import { timeLeftWords } from '@/lib/time-left'
import { failedItemsHref, jobHref } from './job-href'
import { JobProgress } from './job-progress'
import { JobState } from './job-state'
import { endedItems } from './words'

const column = appColumns<JobRow>()

export const jobColumns = column.columns([
  column.accessor('kind', {
    header: 'Job',
    meta: { width: 200, grow: true },
    cell: ({ row: { original: job } }) => (
      <Link href={jobHref(job.id)} className="rounded-sm font-medium hover:underline">
        {jobKinds[job.kind].label}
      </Link>
    ),
  }),
  column.accessor('state', {
    header: 'State',
    meta: { width: 188, phone: 'status' },
    cell: ({ row }) => <JobState job={row.original} />,
  }),
  column.accessor('total', {
    header: 'Progress',
    meta: { width: 216, phone: 'figure' },
    cell: ({ row: { original: job } }) => (
      <span className="flex items-center gap-3">
        <JobProgress job={job} className="w-16 shrink-0 max-sm:hidden" />
        <span className="figures whitespace-normal text-muted">
          {formatNumber(endedItems(job.counts))} of {formatNumber(job.total)}
          {job.pace?.left && `, ${timeLeftWords(job.pace.left)}`}
        </span>
      </span>
    ),
  }),
  column.display({
    id: 'failed',
    header: 'Failed',
    meta: { width: 80, align: 'end' },
    cell: ({ row: { original: job } }) => <Failures job={job} />,
  }),
  column.accessor('createdByName', {
    header: 'Started by',
    meta: { width: 150 },
    cell: ({ row: { original: job } }) => (
      <bdi className="block truncate" title={job.createdByName}>
        {job.createdByName}
      </bdi>
    ),
  }),
  column.accessor('createdAt', {
    header: 'Started',
    meta: { width: 104 },
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
  }),
  column.accessor('reason', {
    header: 'Reason',
    meta: { width: 200, grow: true },
    cell: ({ row: { original: job } }) =>
      job.reason ? <span title={job.reason}>{job.reason}</span> : <Unknown label="None" />,
  }),
])

function Failures({ job: { id, counts } }: { job: JobRow }) {
  const count = counts.failed + counts.person
  if (count === 0) return <span className="text-muted">0</span>
  return (
    <FigureLink
      href={failedItemsHref(id)}
      figure={count}
      className="figures rounded-sm font-medium text-danger hover:underline"
    >
      {formatNumber(count)}
    </FigureLink>
  )
}
