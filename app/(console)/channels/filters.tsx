'use client'

import { FacetFilter } from '@/components/ui/facet-filter'
import { FilterChips } from '@/components/ui/filter-chips'
import { SearchInput } from '@/components/ui/search-input'
import type { FacetCount } from '@/lib/accounts'
import { type LimitKind, limitKinds } from '@/lib/channels'
import type { useChannelSearch } from './use-channel-search'

type Props = ReturnType<typeof useChannelSearch> & {
  /** Absent until the first answer arrives. */
  counts?: readonly FacetCount[]
}

const labels: Record<LimitKind, string> = { known: 'Known', zero: '0 (no outbound calls)', unknown: 'Unknown' }

export function ChannelFilters({ search, setSearch, setQuery, clearFilters, counts }: Props) {
  const q = search.q.trim()
  const chips = [
    ...(q ? [{ key: 'q', label: 'Search', value: q, onRemove: () => setSearch({ q: '' }) }] : []),
    ...search.limit.map(value => ({
      key: value,
      label: 'Channel limit',
      value: labels[value],
      onRemove: () => setSearch({ limit: search.limit.filter(other => other !== value) }),
    })),
  ]
  return (
    <div className="mb-3 grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          label="Search accounts"
          placeholder="Name, e-mail, id, note, ticket"
          value={search.q}
          onChange={setQuery}
          className="w-full sm:w-72"
        />
        <FacetFilter
          label="Channel limit"
          options={limitKinds.map(value => ({
            value,
            label: labels[value],
            count: counts && (counts.find(one => one.value === value)?.count ?? 0),
          }))}
          selected={search.limit}
          onChange={limit => setSearch({ limit })}
        />
      </div>
      {chips.length > 0 && <FilterChips chips={chips} onClear={clearFilters} />}
    </div>
  )
}
