import { useQueryStates } from 'nuqs'
import { normalizeRoundSearch, type RoundSearch, roundSearchParsers } from '@/lib/reviews'

/** The address alone holds the search. A change of anything but the page also returns to page 1. */
export function useRoundSearch() {
  'use memo'
  const [raw, setRaw] = useQueryStates(roundSearchParsers)
  const search = normalizeRoundSearch(raw)
  const write = (patch: Partial<RoundSearch>, history: 'push' | 'replace') =>
    void setRaw({ page: null, ...patch }, { history })
  return {
    search,
    setSearch: (patch: Partial<RoundSearch>) => write(patch, 'push'),
    /** Typing adds no history entries: Back leaves the search instead of removing its last letter. */
    setQuery: (q: string) => write({ q }, 'replace'),
    /** Another round starts with its items to review. */
    setRound: (round: string | null) => write({ round, state: 'todo', q: '' }, 'push'),
  }
}
