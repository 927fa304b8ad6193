import { jobIdOf } from '@/lib/job-inputs'
import { fileOfJob } from '@/server/jobs/export/file'
import { defineRoute } from '@/server/route'

export const GET = defineRoute(
  'accounts.balances',
  ({ request, params }) => ({ jobId: jobIdOf(params.id), signal: request.signal }),
  fileOfJob,
)
