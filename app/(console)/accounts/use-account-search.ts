import { useQueryClient } from '@tanstack/react-query'
import type { SortingState } from '@tanstack/react-table'
import { useQueryStates } from 'nuqs'
import { type AccountSort, accountSortKeys, everyAccount } from '@/lib/account-filters'
import { type AccountSearch, accountSearchParsers, normalizeAccountSearch } from '@/lib/account-search'
import { accountsQuery } from './queries'

type Patch = Partial<AccountSearch>

/** The address is the only owner of what selects rows. A change of anything but the page goes back to page 1 in the same write. */
export function useAccountSearch() {
  'use memo'
  const [raw, setRaw] = useQueryStates(accountSearchParsers)
  const search = normalizeAccountSearch(raw)
  const client = useQueryClient()
  const write = (patch: Patch, history: 'push' | 'replace') => {
    // Asked at once: the screen would ask only after it was drawn with the new address.
    void client.prefetchQuery(accountsQuery(normalizeAccountSearch({ ...raw, page: 1, ...patch })))
    void setRaw({ page: null, ...patch }, { history })
  }
  return {
    search,
    setSearch: (patch: Patch) => write(patch, 'push'),
    /** While typing: one step back leaves the search, not its last letter. */
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
