import type { SortingState } from '@tanstack/react-table'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { type AccountSearch, accountSearchParsers, accountSortKeys, normalizeAccountSearch } from '@/lib/accounts'

type Patch = Partial<AccountSearch>

/** The address is the only owner of what selects rows. A change of anything but the page goes back to page 1 in the same write. */
export function useAccountSearch() {
  const [raw, setRaw] = useQueryStates(accountSearchParsers)
  const search = useMemo(() => normalizeAccountSearch(raw), [raw])
  const write = (patch: Patch, history: 'push' | 'replace') => void setRaw({ page: null, ...patch }, { history })
  return {
    search,
    setSearch: (patch: Patch) => write(patch, 'push'),
    /** While typing: one step back leaves the search, not its last letter. */
    setQuery: (q: string) => write({ q }, 'replace'),
    clearFilters: () => write({ q: '', status: [], rollup: [], pricing: [] }, 'push'),
  }
}

export function sortingOf(sort: AccountSearch['sort']): SortingState {
  const desc = sort.startsWith('-')
  return [{ id: desc ? sort.slice(1) : sort, desc }]
}

/** Null for a column the server cannot sort by. */
export function sortOf(sorting: SortingState): AccountSearch['sort'] | null {
  const [first] = sorting
  const key = accountSortKeys.find(name => name === first?.id)
  if (!key) return null
  return first?.desc ? `-${key}` : key
}

export function isFiltered({ q, status, rollup, pricing }: AccountSearch): boolean {
  return q.trim() !== '' || status.length + rollup.length + pricing.length > 0
}
