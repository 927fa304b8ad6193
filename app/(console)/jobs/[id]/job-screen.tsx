'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import type { Route } from 'next'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Banner } from '@/components/ui/banner'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Card } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { Link } from '@/components/ui/link'
import { formatCount, formatNumber } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { serializeAuditSearch } from '@/lib/audit'
import { type JobRow, jobKinds } from '@/lib/job'
import { can, type Role } from '@/lib/permissions'
import { CsvButton } from '../../_shell/csv-button'
import { JobFacts } from '../job-facts'
import { JobProgress } from '../job-progress'
import { JobState } from '../job-state'
import { isMoving, jobQuery } from '../queries'
import { endedItems, rateWords } from '../words'
import { Items } from './items'
import { JobActions } from './job-actions'
import { WaitingBanner } from './waiting-banner'

export function JobScreen({ id, role }: { id: string; role: Role }) {
  const { data: job, error, refetch, isFetching } = useSuspenseQuery(jobQuery(id))
  return (
    <>
      <PageHeader
        breadcrumb={<Breadcrumb above="Jobs" href="/jobs" here={jobKinds[job.kind].label} />}
        title={jobKinds[job.kind].label}
        meta={
          <>
            <JobState job={job} />
            <span>
              Started by <bdi>{job.createdByName}</bdi> <RelativeTime at={job.createdAt} />
            </span>
            {job.runByName !== job.createdByName && (
              <span>
                Resumed by <bdi>{job.runByName}</bdi>
              </span>
            )}
            {job.finishedAt && (
              <span>
                Ended <RelativeTime at={job.finishedAt} />
              </span>
            )}
          </>
        }
        actions={
          <>
            {job.kind === 'accounts.import' && (
              <CsvButton label="Results" href={`/api/accounts/import/${job.id}/results`} />
            )}
            {job.kind === 'accounts.export' && job.finishedAt && can(role, 'accounts.balances') && (
              <CsvButton label="Download file" href={`/api/jobs/${job.id}/file`} variant="primary" />
            )}
            <JobActions job={job} role={role} />
          </>
        }
      />
      <div className="grid gap-4">
        {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
        {job.state === 'waiting' && <WaitingBanner job={job} role={role} />}
        {job.state === 'paused' && job.notice && (
          <Banner tone="warning" title="This job is paused">
            {job.notice}
          </Banner>
        )}
        <Summary job={job} />
        <Items job={job} moving={isMoving(job)} />
      </div>
    </>
  )
}

const recordHref = (id: string) => `/audit${serializeAuditSearch({ q: id })}` as Route

function Summary({ job }: { job: JobRow }) {
  const ended = endedItems(job.counts)
  const rate = rateWords(job)
  const noun = jobKinds[job.kind].noun
  return (
    <Card title="Progress">
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="grid content-start gap-2">
          <p className="flex flex-wrap items-baseline justify-between gap-x-4" role="status">
            <span className="figures">
              <span className="font-semibold text-lg">{formatNumber(ended)}</span>{' '}
              <span className="text-muted">of {formatCount(job.total, noun)} processed</span>
            </span>
            {rate && <span className="figures text-muted">{rate}</span>}
          </p>
          <JobProgress job={job} />
          <p className="text-muted text-xs">
            {job.finishedAt === null && 'The job continues when you leave this page. '}
            {job.kind === 'accounts.export'
              ? 'A balance that cannot be read keeps its last known value and time. The export is '
              : `Every ${noun} is `}
            <Link href={recordHref(job.id)} className="rounded-sm text-accent underline">
              recorded in the audit
            </Link>
            .
          </p>
        </div>
        <DescriptionList>
          <JobFacts kind={job.kind} parameters={job.parameters} />
        </DescriptionList>
      </div>
    </Card>
  )
}
