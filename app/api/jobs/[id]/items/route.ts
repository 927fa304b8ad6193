import { loadJobItemSearch } from '@/lib/job'
import { jobIdOf } from '@/lib/job-inputs'
import { listJobItems } from '@/server/commands/jobs/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'jobs.read',
  ({ search, params }) => ({ jobId: jobIdOf(params.id), search: loadJobItemSearch(search) }),
  listJobItems,
)
