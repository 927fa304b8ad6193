import { useListSearch } from '@/components/list-screen/use-list-search'
import { roundSearchParsers } from '@/lib/reviews'

export function useRoundSearch() {
  'use memo'
  const address = useListSearch(roundSearchParsers)
  return {
    ...address,
    /** Another round starts with its items to review. */
    setRound: (round: string | null) => address.setSearch({ round, state: 'todo', q: '' }),
  }
}
