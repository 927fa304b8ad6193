import { jobIdOf } from '@/lib/job-inputs'
import { importResults } from '@/server/accounts/import/results'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('jobs.read', ({ params }) => jobIdOf(params.id), importResults)
