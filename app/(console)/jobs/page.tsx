import { dehydrate } from '@tanstack/react-query'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { listJobs } from '@/server/commands/jobs/queries'
import { requirePermission } from '@/server/web/session'
import { JobsScreen } from './jobs-screen'
import { jobsQuery } from './queries'

export const metadata = { title: 'Jobs' }

export default async function JobsPage() {
  const ctx = await requirePermission('jobs.read')
  const client = makeQueryClient()
  await answeredSoon(client.query({ ...jobsQuery(), queryFn: () => listJobs(ctx) }))
  return (
    <PageData state={dehydrate(client)}>
      <JobsScreen role={ctx.actor.role} />
    </PageData>
  )
}
