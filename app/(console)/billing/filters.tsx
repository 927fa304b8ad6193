'use client'

import { type FormEvent, useId } from 'react'
import { Button } from '@/components/ui/button'
import { FacetFilter } from '@/components/ui/facet-filter'
import { FilterChips } from '@/components/ui/filter-chips'
import { Input } from '@/components/ui/input'
import { SearchInput } from '@/components/ui/search-input'
import { SegmentedControl } from '@/components/ui/segmented'
import { toast } from '@/components/ui/toast'
import { flagValues } from '@/lib/account-words'
import { type BillingPage, type QueueState, queueStates, readThreshold } from '@/lib/billing'
import type { useBillingSearch } from './use-billing-search'
import { queueWords, rollupWords } from './words'

type Props = ReturnType<typeof useBillingSearch> & {
  /** Absent until the first answer arrives. */
  states?: BillingPage['states']
}

function countOf(state: QueueState, states: BillingPage['states'] | undefined): number | undefined {
  if (!states) return undefined
  if (state === 'open') return states.new + states.changed
  return state === 'all' ? Object.values(states).reduce((sum, one) => sum + one, 0) : states[state]
}

export function BillingFilters(props: Props) {
  const { search, setSearch, setQuery, clearFilters, states } = props
  const queue = search.view === 'queue'
  const q = search.q.trim()
  const chips = [
    ...(q ? [{ key: 'q', label: 'Search', value: q, onRemove: () => setSearch({ q: '' }) }] : []),
    ...(queue ? search.flag : []).map(value => ({
      key: value,
      label: 'Rollup billing',
      value: rollupWords[value],
      onRemove: () => setSearch({ flag: search.flag.filter(other => other !== value) }),
    })),
  ]
  return (
    <div className="mb-3 grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {queue && (
          <div className="-mx-4 max-w-[calc(100%+2rem)] overflow-x-auto px-4 sm:mx-0 sm:max-w-full sm:px-0">
            <SegmentedControl
              label="Review state"
              segments={queueStates.map(value => ({ value, label: queueWords[value], count: countOf(value, states) }))}
              value={search.state}
              onChange={state => setSearch({ state })}
            />
          </div>
        )}
        <SearchInput
          label="Search accounts"
          placeholder="Name, e-mail, id, note, ticket"
          value={search.q}
          onChange={setQuery}
          className="w-full sm:w-auto sm:max-w-72 sm:flex-1 sm:basis-52"
        />
        {queue && (
          <FacetFilter
            label="Rollup billing"
            options={flagValues.map(value => ({ value, label: rollupWords[value] }))}
            selected={search.flag}
            onChange={flag => setSearch({ flag })}
          />
        )}
        {search.view === 'low' && (
          <Threshold key={search.below} value={search.below} onChange={below => setSearch({ below })} />
        )}
      </div>
      {chips.length > 0 && <FilterChips chips={chips} onClear={clearFilters} />}
    </div>
  )
}

function Threshold({ value, onChange }: { value: string; onChange: (below: string) => void }) {
  const id = useId()
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const below = readThreshold(String(new FormData(event.currentTarget).get('below')))
    if (below === null) toast.error('Enter a number, such as 10 or 2.50')
    else onChange(below)
  }
  return (
    <form onSubmit={apply} className="flex flex-wrap items-center gap-2">
      <label htmlFor={id}>Available credit below</label>
      <Input
        id={id}
        name="below"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={value}
        className="figures w-24"
        aria-describedby={`${id}-hint`}
      />
      <Button type="submit">Apply</Button>
      <span id={`${id}-hint`} className="text-muted text-xs">
        each account in its own currency
      </span>
    </form>
  )
}
