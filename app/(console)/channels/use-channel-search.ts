import type { SortingState } from '@tanstack/react-table'
import { useQueryStates } from 'nuqs'
import { type ChannelSearch, channelSearchParsers, channelSortKeys, normalizeChannelSearch } from '@/lib/channels'

/** The address alone holds the search. A change of anything but the page also returns to page 1. */
export function useChannelSearch() {
  'use memo'
  const [raw, setRaw] = useQueryStates(channelSearchParsers)
  const search = normalizeChannelSearch(raw)
  const write = (patch: Partial<ChannelSearch>, history: 'push' | 'replace') =>
    void setRaw({ page: null, ...patch }, { history })
  return {
    search,
    setSearch: (patch: Partial<ChannelSearch>) => write(patch, 'push'),
    /** Typing adds no history entries: Back leaves the search instead of removing its last letter. */
    setQuery: (q: string) => write({ q }, 'replace'),
    clearFilters: () => write({ q: '', limit: [] }, 'push'),
  }
}

export function sortingOf(sort: ChannelSearch['sort']): SortingState {
  const desc = sort.startsWith('-')
  return [{ id: desc ? sort.slice(1) : sort, desc }]
}

/** Null for a column the server cannot sort by. */
export function sortOf(sorting: SortingState): ChannelSearch['sort'] | null {
  const [first] = sorting
  const key = channelSortKeys.find(name => name === first?.id)
  if (!key) return null
  return first?.desc ? `-${key}` : key
}
