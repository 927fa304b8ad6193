import { jobIdOf } from '@/lib/job-inputs'
import { importResults } from '@/server/jobs/import/results'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('jobs.read', ({ params }) => jobIdOf(params.id), importResults)
