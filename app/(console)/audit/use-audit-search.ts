import { useListSearch } from '@/components/list-screen/use-list-search'
import { auditSearchParsers, normalizeAuditSearch } from '@/lib/audit'

const newestPage = { before: null, after: null }

export function useAuditSearch() {
  'use memo'
  const address = useListSearch(auditSearchParsers, newestPage)
  return { ...address, search: normalizeAuditSearch(address.search) }
}
