'use client'

import { FacetFilter } from '@/components/ui/facet-filter'
import type { FilterChip } from '@/components/ui/filter-chips'
import { SegmentedControl } from '@/components/ui/segmented'
import { reviewChecks } from '@/lib/organization'
import type { RosterView } from '@/lib/roster'
import { valueChips } from '../_shell/value-chips'
import { useRosterSearch } from './use-roster-search'
import { reviewWords } from './words'

type Address = ReturnType<typeof useRosterSearch>

export function RosterFilters({ view }: { view: RosterView }) {
  const { search, setSearch, write } = useRosterSearch()
  return (
    <>
      <FacetFilter
        label="Status"
        options={view.statuses}
        selected={search.status}
        onChange={status => setSearch({ status })}
      />
      <FacetFilter
        label="Group"
        options={view.groups}
        selected={search.group}
        onChange={group => setSearch({ group })}
      />
      <SegmentedControl
        label="View"
        className="sm:ml-auto"
        segments={[
          { value: 'list', label: 'List' },
          { value: 'groups', label: 'Groups matrix' },
        ]}
        value={search.view === 'groups' ? 'groups' : 'list'}
        onChange={view => void write({ view }, { history: 'push' })}
      />
    </>
  )
}

const reviewOptions = reviewChecks.map(value => ({ value, label: reviewWords[value].label }))

export function rosterChips(
  view: RosterView,
  search: Address['search'],
  setSearch: Address['setSearch'],
): FilterChip[] {
  return [
    ...valueChips('Status', view.statuses, search.status, status => setSearch({ status })),
    ...valueChips('Group', view.groups, search.group, group => setSearch({ group })),
    ...valueChips('Review', reviewOptions, search.review, review => setSearch({ review })),
  ]
}
