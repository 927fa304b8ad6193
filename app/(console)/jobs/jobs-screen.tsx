'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { DataTable } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { jobKinds } from '@/lib/job'
import { can, type Role } from '@/lib/permissions'
import { jobColumns } from './columns'
import { jobHref } from './job-href'
import { jobsQuery } from './queries'

export function JobsScreen({ role }: { role: Role }) {
  return (
    <>
      <PageHeader title="Jobs" meta="Changes to many accounts at once. Jobs continue when you leave this page." />
      <ListBoundary query={jobsQuery()} pending={<DataTableSkeleton label="Jobs" columns={jobColumns} rows={8} />}>
        <List role={role} />
      </ListBoundary>
    </>
  )
}

function List({ role }: { role: Role }) {
  'use memo'
  const { data, error, refetch, isFetching } = useSuspenseQuery(jobsQuery())
  return (
    <div className="grid gap-3">
      {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
      <DataTable
        label="Jobs"
        columns={jobColumns}
        rows={data}
        getRowId={job => job.id}
        rowHref={job => jobHref(job.id)}
        empty={<NoJobs role={role} />}
      />
    </div>
  )
}

export function NoJobs({ role }: { role: Role }) {
  if (!can(role, 'jobs.start')) {
    return (
      <EmptyState icon={ListChecks} title="No jobs yet">
        Changes to many accounts at once appear here.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={ListChecks}
      title="No jobs yet"
      action={<LinkButton href="/accounts">Go to managed accounts</LinkButton>}
    >
      To start a job, select accounts in the list. You can disable or enable them
      {can(role, jobKinds['accounts.channel_limit'].permission) && ', or change their pricing or channel limits'}.
    </EmptyState>
  )
}
