import { queryOptions } from '@tanstack/react-query'
import { fetchJson, get } from '@/app/fetch-json'
import { type AuditPage, type AuditSearch, serializeAuditSearch } from '@/lib/audit'
import type { RecordReport } from '@/lib/audit-report'

export const auditQuery = (search: AuditSearch) =>
  queryOptions({
    queryKey: ['audit', 'list', search],
    queryFn: get<AuditPage>(`/api/audit${serializeAuditSearch(search)}`),
    refetchInterval: query => (query.state.data?.rows.some(row => row.outcome === null) ? 2_000 : 15_000),
  })

/** Reads the whole record on the server. A hundred thousand rows take some seconds. */
export function verifyAudit(): Promise<RecordReport> {
  return fetchJson('/api/audit/verify', undefined, 300_000)
}
