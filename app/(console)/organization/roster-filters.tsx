'use client'

import { FacetFilter } from '@/components/ui/facet-filter'
import type { FilterChip } from '@/components/ui/filter-chips'
import { SegmentedControl } from '@/components/ui/segmented'
import type { Choice, RosterView } from '@/lib/roster'
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

export function rosterChips(
  view: RosterView,
  search: Address['search'],
  setSearch: Address['setSearch'],
): FilterChip[] {
  const wordOf = (choices: readonly Choice[], value: string) =>
    choices.find(choice => choice.value === value)?.label ?? value
  return [
    ...search.status.map(value => ({
      key: `status-${value}`,
      label: 'Status',
      value: wordOf(view.statuses, value),
      onRemove: () => setSearch({ status: search.status.filter(other => other !== value) }),
    })),
    ...search.group.map(value => ({
      key: `group-${value}`,
      label: 'Group',
      value: wordOf(view.groups, value),
      onRemove: () => setSearch({ group: search.group.filter(other => other !== value) }),
    })),
    ...search.review.map(value => ({
      key: `review-${value}`,
      label: 'Review',
      value: reviewWords[value].label,
      onRemove: () => setSearch({ review: search.review.filter(other => other !== value) }),
    })),
  ]
}
