'use client'

import { type FormEvent, useId } from 'react'
import { Button } from '@/components/ui/button'
import { FacetFilter } from '@/components/ui/facet-filter'
import type { FilterChip } from '@/components/ui/filter-chips'
import { Input } from '@/components/ui/input'
import { SegmentedControl } from '@/components/ui/segmented'
import { toast } from '@/components/ui/toast'
import { flagValues } from '@/lib/account-words'
import { type BillingPage, type QueueState, queueStates, readThreshold } from '@/lib/billing'
import type { useBillingSearch } from './use-billing-search'
import { queueWords, rollupWords } from './words'

type Address = ReturnType<typeof useBillingSearch>
type Props = Pick<Address, 'search' | 'setSearch'> & {
  /** Absent until the first answer arrives. */
  states: BillingPage['states'] | undefined
}

function countOf(state: QueueState, states: BillingPage['states'] | undefined): number | undefined {
  if (!states) return undefined
  if (state === 'open') return states.new + states.changed
  return state === 'all' ? Object.values(states).reduce((sum, one) => sum + one, 0) : states[state]
}

export function BillingFilters({ search, setSearch, states }: Props) {
  if (search.view === 'low') {
    return <Threshold key={search.below} value={search.below} onChange={below => setSearch({ below })} />
  }
  if (search.view !== 'queue') return null
  return (
    <>
      <SegmentedControl
        label="Review state"
        className="max-sm:flex-col"
        segments={queueStates.map(value => ({ value, label: queueWords[value], count: countOf(value, states) }))}
        value={search.state}
        onChange={state => setSearch({ state })}
      />
      <FacetFilter
        label="Rollup billing"
        options={flagValues.map(value => ({ value, label: rollupWords[value] }))}
        selected={search.flag}
        onChange={flag => setSearch({ flag })}
      />
    </>
  )
}

export function flagChips(search: Address['search'], setSearch: Address['setSearch']): FilterChip[] {
  return (search.view === 'queue' ? search.flag : []).map(value => ({
    key: value,
    label: 'Rollup billing',
    value: rollupWords[value],
    onRemove: () => setSearch({ flag: search.flag.filter(other => other !== value) }),
  }))
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
