'use client'

import { type Nullable, type UseQueryStatesKeysMap, useQueryStates, type Values } from 'nuqs'
import { searchText } from '@/lib/search-text'

const onPageOne = { page: null }

/**
 * The search of a list: the address alone holds it.
 * @param firstPage what a change of anything but the page also sets
 */
export function useListSearch<Parsers extends UseQueryStatesKeysMap>(parsers: Parsers, firstPage: object = onPageOne) {
  'use memo'
  type Patch = Partial<Nullable<Values<Parsers>>>
  const [search, write] = useQueryStates(parsers)
  const setSearch = (patch: Patch, history: 'push' | 'replace' = 'push') =>
    void write({ ...firstPage, ...patch }, { history })
  /** Typing adds no history entries: Back leaves the search instead of removing its last letter. */
  const setQuery = (q: string) => setSearch({ q: searchText(q) } as Patch, 'replace')
  return { search, setSearch, setQuery, write }
}
