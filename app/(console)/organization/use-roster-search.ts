import { useQueryStates } from 'nuqs'
import { normalizeRosterSearch, type RosterSearch, rosterSearchParsers } from '@/lib/organization'

type Patch = Partial<{ [K in keyof RosterSearch]: RosterSearch[K] | null }>

/** The address is the only owner of what the table shows; a new filter begins at the first page, in the same write. */
export function useRosterSearch() {
  'use memo'
  const [raw, write] = useQueryStates(rosterSearchParsers)
  const search = normalizeRosterSearch(raw)
  const setSearch = (patch: Patch, history: 'push' | 'replace' = 'push') =>
    void write({ page: null, ...patch }, { history })
  /** What does not change which rows there are keeps the page. */
  const setKeepingPage = (patch: Patch, history: 'push' | 'replace' = 'push') => void write(patch, { history })
  return { search, setSearch, setKeepingPage }
}
