'use client'

import { type FormEvent, useId } from 'react'
import { Button } from '@/components/ui/button'
import { FilterChips } from '@/components/ui/filter-chips'
import { Input } from '@/components/ui/input'
import { SearchInput } from '@/components/ui/search-input'
import { toast } from '@/components/ui/toast'
import { readThreshold } from '@/lib/billing'
import type { useBillingSearch } from './use-billing-search'

export function BillingFilters(props: ReturnType<typeof useBillingSearch>) {
  const { search, setSearch, setQuery, clearFilters } = props
  const q = search.q.trim()
  return (
    <div className="mb-3 grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          label="Search accounts"
          placeholder="Name, e-mail, id, note, ticket"
          value={search.q}
          onChange={setQuery}
          className="w-full sm:w-auto sm:max-w-72 sm:flex-1 sm:basis-52"
        />
        {search.view === 'low' && (
          <Threshold key={search.below} value={search.below} onChange={below => setSearch({ below })} />
        )}
      </div>
      {q && (
        <FilterChips
          chips={[{ key: 'q', label: 'Search', value: q, onRemove: () => setSearch({ q: '' }) }]}
          onClear={clearFilters}
        />
      )}
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
