'use client'

import { FacetFilter } from '@/components/ui/facet-filter'
import type { FilterChip } from '@/components/ui/filter-chips'
import type { FacetCount } from '@/lib/accounts'
import { limitKinds, limitWords } from '@/lib/channels'
import type { useChannelSearch } from './use-channel-search'

type Address = ReturnType<typeof useChannelSearch>
type Props = Pick<Address, 'search' | 'setSearch'> & {
  /** Absent until the first answer arrives. */
  counts: readonly FacetCount[] | undefined
}

export function ChannelFilters({ search, setSearch, counts }: Props) {
  return (
    <FacetFilter
      label="Channel limit"
      options={limitKinds.map(value => ({
        value,
        label: limitWords[value],
        count: counts && (counts.find(one => one.value === value)?.count ?? 0),
      }))}
      selected={search.limit}
      onChange={limit => setSearch({ limit })}
    />
  )
}

export function limitChips(search: Address['search'], setSearch: Address['setSearch']): FilterChip[] {
  return search.limit.map(value => ({
    key: value,
    label: 'Channel limit',
    value: limitWords[value],
    onRemove: () => setSearch({ limit: search.limit.filter(other => other !== value) }),
  }))
}
