import { loadAuditSearch } from '@/lib/audit'
import { listAudit } from '@/server/audit/list'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('audit.own', ({ search }) => loadAuditSearch(search), listAudit)
