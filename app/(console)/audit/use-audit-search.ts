import { useQueryStates } from 'nuqs'
import { type AuditSearch, auditSearchParsers, normalizeAuditSearch } from '@/lib/audit'

type Patch = Partial<{ [K in keyof AuditSearch]: AuditSearch[K] | null }>

/** The address alone holds the search. A new filter resets to the newest page in the same write. */
export function useAuditSearch() {
  'use memo'
  const [raw, write] = useQueryStates(auditSearchParsers)
  const setSearch = (patch: Patch, history: 'push' | 'replace' = 'push') =>
    void write({ before: null, after: null, ...patch }, { history })
  return { search: normalizeAuditSearch(raw), setSearch }
}
