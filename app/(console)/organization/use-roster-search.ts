import { useListSearch } from '@/components/list-screen/use-list-search'
import { rosterSearchParsers } from '@/lib/organization'

/** `write` is for changes that keep the same rows, and therefore the page. */
export const useRosterSearch = () => useListSearch(rosterSearchParsers)
