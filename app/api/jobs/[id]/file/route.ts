import { jobIdOf } from '@/lib/job-inputs'
import { fileOfJob } from '@/server/accounts/export/job-file'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'accounts.balances',
  ({ params, signal }) => ({ jobId: jobIdOf(params.id), signal }),
  fileOfJob,
)
