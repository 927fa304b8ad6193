'use client'

import type { SortingState } from '@tanstack/react-table'
import { Users } from 'lucide-react'
import { ListBar } from '@/components/list-screen/list-bar'
import { ListPages, NoRows } from '@/components/list-screen/list-pages'
import type { List } from '@/components/list-screen/list-screen'
import { ListView } from '@/components/list-screen/list-view'
import { sortingOf, sortOf } from '@/components/list-screen/sorting'
import { EmptyState } from '@/components/ui/empty-state'
import { SearchInput } from '@/components/ui/search-input'
import { type RosterScreen, rosterSortKeys } from '@/lib/organization'
import { viewRoster } from '@/lib/roster'
import { listColumns, matrixColumns } from './columns'
import { ReviewFilters } from './review-filters'
import { useRosterActions } from './roster-context'
import { RosterFilters, rosterChips } from './roster-filters'
import { useRosterSearch } from './use-roster-search'

/** The browser filters and sorts: the whole roster is one answer. */
export function RosterTable({ list }: { list: List<RosterScreen> }) {
  'use memo'
  const { search, setSearch, setQuery } = useRosterSearch()
  const { open } = useRosterActions()
  const roster = list.page
  const view = viewRoster(roster?.users ?? [], search, roster?.observedAt ?? '')
  const matrix = search.view === 'groups'
  const total = roster?.users.length ?? 0
  const clear = () => setSearch({ q: null, status: null, group: null, review: null })
  const sort = {
    columns: matrix && roster ? matrixColumns(view.groups) : listColumns,
    sorting: sortingOf(search.sort),
    onSortingChange: (sorting: SortingState) => setSearch({ sort: sortOf(sorting, rosterSortKeys) }),
  }
  return (
    <ListView
      {...sort}
      // Telnyx may have failed, while the console answers with the roster as it was read last.
      list={roster ? { ...list, problem: list.problem ?? roster.problem, readAt: roster.observedAt } : list}
      label={matrix ? 'Organization users and their groups' : 'Organization users'}
      rows={roster && view.rows}
      getRowId={user => user.id}
      onOpen={user => open(user.id)}
      bar={
        <ListBar
          search={
            <SearchInput
              label="Search by e-mail"
              value={search.q}
              delay={120}
              onChange={setQuery}
              className="w-full sm:max-w-80 sm:flex-[1_1_8rem]"
            />
          }
          filters={
            <>
              <RosterFilters view={view} />
              <ReviewFilters counts={roster && view.review} />
            </>
          }
          chips={rosterChips(view, search, setSearch)}
          onClear={clear}
          sort={sort}
        />
      }
      paging={
        <ListPages
          search={{ page: view.page, size: search.size }}
          total={view.rowCount}
          isStale={false}
          onChange={setSearch}
        />
      }
      empty={
        <NoRows
          page={view.page}
          total={view.rowCount}
          onFirstPage={() => setSearch({ page: 1 })}
          noMatch={total > 0 ? { ...noMatch, onClear: clear } : null}
        >
          <EmptyState icon={Users} title="Telnyx lists no users">
            The console’s API key may belong to an organization without users, which is unusual at Telnyx.
          </EmptyState>
        </NoRows>
      }
    />
  )
}

const noMatch = { title: 'No users match these filters', why: 'Check the spelling, or use fewer filters.' }
