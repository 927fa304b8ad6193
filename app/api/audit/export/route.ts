import { loadAuditSearch } from '@/lib/audit'
import { isAuditExportFormat } from '@/lib/audit-export'
import { invalid } from '@/lib/errors'
import { exportAudit } from '@/server/audit/export'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'audit.own',
  ({ search, signal }) => {
    const format = search.get('format')
    if (!isAuditExportFormat(format)) throw invalid('Choose a format: csv or jsonl.')
    return { format, filter: loadAuditSearch(search), signal }
  },
  exportAudit,
)
