import { dehydrate, HydrationBoundary, noop } from '@tanstack/react-query'
import { makeQueryClient } from '@/app/query-client'
import { listJobs } from '@/server/jobs/queries'
import { requirePermission } from '@/server/session'
import { jobsQuery } from '../_jobs/queries'
import { JobsScreen } from './jobs-screen'

export const metadata = { title: 'Jobs' }

export default async function JobsPage() {
  const ctx = await requirePermission('jobs.read')
  const client = makeQueryClient()
  void client.query({ ...jobsQuery(), queryFn: () => listJobs(ctx) }).catch(noop)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <JobsScreen role={ctx.actor.role} />
    </HydrationBoundary>
  )
}
