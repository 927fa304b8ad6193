import { useQueryClient } from '@tanstack/react-query'
import type { SortingState } from '@tanstack/react-table'
import { useQueryStates } from 'nuqs'
import { accountSortKeys } from '@/lib/account-columns'
import { type AccountSort, everyAccount } from '@/lib/account-filters'
import { type AccountSearch, accountSearchParsers, normalizeAccountSearch } from '@/lib/account-search'
import { accountsQuery } from './list-queries'

type Patch = Partial<AccountSearch>

/** The address alone holds the search. A change of anything but the page also returns to page 1. */
export function useAccountSearch() {
  'use memo'
  const [raw, setRaw] = useQueryStates(accountSearchParsers)
  const search = normalizeAccountSearch(raw)
  const client = useQueryClient()
  const write = (patch: Patch, history: 'push' | 'replace') => {
    // Prefetched now: the screen would request the rows only after it has rendered with the new address.
    void client.prefetchQuery(accountsQuery(normalizeAccountSearch({ ...raw, page: 1, ...patch })))
    void setRaw({ page: null, ...patch }, { history })
  }
  return {
    search,
    setSearch: (patch: Patch) => write(patch, 'push'),
    /** Typing adds no history entries: Back leaves the search instead of removing its last letter. */
    setQuery: (q: string) => write({ q }, 'replace'),
    clearFilters: () => write(everyAccount, 'push'),
  }
}

export function sortingOf(sort: readonly AccountSort[]): SortingState {
  return sort.map(({ key, descending }) => ({ id: key, desc: descending }))
}

/** Columns the server cannot sort by are left out. */
export function sortOf(sorting: SortingState): AccountSort[] {
  return sorting.flatMap(({ id, desc }) => {
    const key = accountSortKeys.find(name => name === id)
    return key ? [{ key, descending: desc }] : []
  })
}
