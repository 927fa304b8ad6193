import { useListSearch } from '@/components/list-screen/use-list-search'
import { channelSearchParsers } from '@/lib/channels'

export function useChannelSearch() {
  'use memo'
  const address = useListSearch(channelSearchParsers)
  return { ...address, clearFilters: () => address.setSearch({ q: '', limit: [] }) }
}
