'use client'

import { ListBar } from '@/components/list-screen/list-bar'
import { Button } from '@/components/ui/button'
import { SheetButton } from '@/components/ui/phone-sheet'
import { SearchInput } from '@/components/ui/search-input'
import { SegmentedControl } from '@/components/ui/segmented'
import { stateWord } from '@/lib/review-words'
import { type ItemState, itemStates, type RoundView } from '@/lib/reviews'
import { useReviewing } from './reviewing'
import type { useRoundSearch } from './use-round-search'
import { bulkLabel } from './words'

type Props = ReturnType<typeof useRoundSearch> & {
  round: RoundView
  /** How many items a bulk decision would decide with the search of the address. */
  undecided: number
  isStale: boolean
}

export function RoundFilters({ search, setSearch, setQuery, round, undecided, isStale }: Props) {
  const { chooseBulk } = useReviewing()
  const isUser = round.kind === 'users'
  // The counts are those of the whole round.
  const countOf = (state: ItemState) =>
    search.q.trim() === '' ? (state === 'all' ? round.counts.items : round.counts[state]) : undefined
  const all = { verdict: 'approved' as const, ids: null, q: search.q, count: undecided }
  return (
    <ListBar
      search={
        <SearchInput
          label={isUser ? 'Search users' : 'Search accounts'}
          placeholder={isUser ? 'E-mail' : 'Name, e-mail, id, note, ticket'}
          value={search.q}
          onChange={setQuery}
          className="w-full sm:w-auto sm:max-w-72 sm:flex-1 sm:basis-52"
        />
      }
      filters={
        <>
          {/* On two lines it stands beside the search, on one line at its end. */}
          {round.mayDecide && undecided > 0 && (
            <Button
              className="order-last sm:ml-auto sm:max-xl:order-none"
              disabled={isStale}
              onClick={() => chooseBulk(all)}
            >
              {bulkLabel(isUser, all)}
              {search.q.trim() !== '' && ' matching'}…
            </Button>
          )}
          <SegmentedControl
            label="State"
            className="max-sm:flex-col"
            segments={itemStates.map(value => ({ value, label: stateWord(round.kind, value), count: countOf(value) }))}
            value={search.state}
            onChange={state => setSearch({ state })}
          />
        </>
      }
      phoneAction={<SheetButton sheet="round">Round</SheetButton>}
      chips={[]}
      onClear={() => setQuery('')}
    />
  )
}
