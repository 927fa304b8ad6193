import { dehydrate } from '@tanstack/react-query'
import { notFound } from 'next/navigation'
import { makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { AppError } from '@/lib/errors'
import { jobIdOf } from '@/lib/job-inputs'
import { getJob } from '@/server/commands/jobs/queries'
import { requirePermission } from '@/server/web/session'
import { jobQuery } from '../queries'
import { JobScreen } from './job-screen'

export const metadata = { title: 'Job' }

export default async function JobPage({ params }: PageProps<'/jobs/[id]'>) {
  const ctx = await requirePermission('jobs.read')
  const client = makeQueryClient()
  const { id } = await params
  try {
    const jobId = jobIdOf(id)
    await client.query({ ...jobQuery(jobId), queryFn: () => getJob(ctx, jobId) })
  } catch (error) {
    if (error instanceof AppError && error.problem.code === 'not_found') notFound()
    throw error
  }
  return (
    <PageData state={dehydrate(client)}>
      <JobScreen id={id} role={ctx.actor.role} />
    </PageData>
  )
}
