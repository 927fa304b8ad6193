import { useQueryStates } from 'nuqs'
import { normalizeRosterSearch, type RosterSearch, rosterSearchParsers } from '@/lib/organization'

type Patch = Partial<{ [K in keyof RosterSearch]: RosterSearch[K] | null }>

/** The address alone holds the search. A new filter resets to the first page in the same write. */
export function useRosterSearch() {
  'use memo'
  const [raw, write] = useQueryStates(rosterSearchParsers)
  const search = normalizeRosterSearch(raw)
  const setSearch = (patch: Patch, history: 'push' | 'replace' = 'push') =>
    void write({ page: null, ...patch }, { history })
  /** For changes that keep the same rows, and therefore the page. */
  const setKeepingPage = (patch: Patch, history: 'push' | 'replace' = 'push') => void write(patch, { history })
  return { search, setSearch, setKeepingPage }
}
