import { jobIdOf } from '@/lib/job-inputs'
import { getJob } from '@/server/jobs/queries'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('jobs.read', ({ params }) => jobIdOf(params.id), getJob)
