'use client'

import { FacetFilter } from '@/components/ui/facet-filter'
import type { FilterChip } from '@/components/ui/filter-chips'
import type { FacetCount } from '@/lib/accounts'
import { limitKinds, limitWords } from '@/lib/channels'
import { valueChips } from '../_shell/value-chips'
import type { useChannelSearch } from './use-channel-search'

type Address = ReturnType<typeof useChannelSearch>
type Props = Pick<Address, 'search' | 'setSearch'> & {
  /** Absent until the first answer arrives. */
  counts: readonly FacetCount[] | undefined
}

const options = limitKinds.map(value => ({ value, label: limitWords[value] }))

export function ChannelFilters({ search, setSearch, counts }: Props) {
  return (
    <FacetFilter
      label="Channel limit"
      options={options.map(option => ({
        ...option,
        count: counts && (counts.find(one => one.value === option.value)?.count ?? 0),
      }))}
      selected={search.limit}
      onChange={limit => setSearch({ limit })}
    />
  )
}

export function limitChips(search: Address['search'], setSearch: Address['setSearch']): FilterChip[] {
  return valueChips('Channel limit', options, search.limit, limit => setSearch({ limit }))
}
