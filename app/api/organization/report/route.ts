import { reportFormatOf } from '@/lib/organization'
import { downloadReport } from '@/server/organization/report'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'organization.read',
  ({ search }) => reportFormatOf(search.get('format')),
  downloadReport,
)
