'use client'

import { FacetFilter } from '@/components/ui/facet-filter'
import { FilterChips } from '@/components/ui/filter-chips'
import { SearchInput } from '@/components/ui/search-input'
import { SegmentedControl } from '@/components/ui/segmented'
import type { Choice, RosterView } from '@/lib/roster'
import { useRosterSearch } from './use-roster-search'
import { reviewWords } from './words'

export function RosterToolbar({ view }: { view: RosterView }) {
  const { search, setSearch, setKeepingPage } = useRosterSearch()
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          label="Search by e-mail"
          value={search.q}
          delay={120}
          onChange={q => setSearch({ q }, 'replace')}
        />
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
          onChange={look => setKeepingPage({ view: look })}
        />
      </div>
      <Chips view={view} />
    </>
  )
}

function Chips({ view }: { view: RosterView }) {
  const { search, setSearch } = useRosterSearch()
  const wordOf = (choices: readonly Choice[], value: string) =>
    choices.find(choice => choice.value === value)?.label ?? value
  const chips = [
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
  return <FilterChips chips={chips} onClear={() => setSearch({ status: null, group: null, review: null })} />
}
