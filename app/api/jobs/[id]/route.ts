import { jobIdOf } from '@/lib/job-inputs'
import { getJob } from '@/server/commands/jobs/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('jobs.read', ({ params }) => jobIdOf(params.id), getJob)
