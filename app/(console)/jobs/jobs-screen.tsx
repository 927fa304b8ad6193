'use client'

import { ListChecks } from 'lucide-react'
import { ListScreen } from '@/components/list-screen/list-screen'
import { ListView } from '@/components/list-screen/list-view'
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
      <ListScreen query={jobsQuery}>
        {list => (
          <ListView
            list={list}
            label="Jobs"
            columns={jobColumns}
            rows={list.page}
            pendingRows={8}
            getRowId={job => job.id}
            rowHref={job => jobHref(job.id)}
            empty={<NoJobs role={role} />}
          />
        )}
      </ListScreen>
    </>
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
