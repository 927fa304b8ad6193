'use client'

import { SearchX, Users } from 'lucide-react'
import { DataTable } from '@/components/data-table/data-table'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Pagination } from '@/components/ui/pagination'
import { type RosterSearch, rosterPageSizes } from '@/lib/organization'
import type { RosterView } from '@/lib/roster'
import { listColumns, matrixColumns } from './columns'
import { useRosterActions } from './roster-context'
import { useRosterSearch } from './use-roster-search'

export function RosterTable({ view, total }: { view: RosterView; total: number }) {
  'use memo'
  const { search, setSearch, setKeepingPage } = useRosterSearch()
  const { open } = useRosterActions()
  const matrix = search.view === 'groups'
  const columns = matrix ? matrixColumns(view.groups) : listColumns
  const descending = search.sort.startsWith('-')
  return (
    <>
      <DataTable
        // The two views share no columns, and a table keeps the state of its first columns.
        key={search.view}
        label={matrix ? 'Organization users and their groups' : 'Organization users'}
        columns={columns}
        rows={view.rows}
        getRowId={user => user.id}
        sorting={[{ id: descending ? search.sort.slice(1) : search.sort, desc: descending }]}
        onSortingChange={([first]) => {
          if (first) setSearch({ sort: `${first.desc ? '-' : ''}${first.id}` as RosterSearch['sort'] })
        }}
        onOpen={user => open(user.id)}
        empty={<NoUsers total={total} />}
      />
      {view.rowCount > 0 && (
        <Pagination
          page={view.page}
          pageSize={search.size}
          total={view.rowCount}
          pageSizes={rosterPageSizes}
          onPageChange={page => setKeepingPage({ page })}
          onPageSizeChange={size => setSearch({ size })}
        />
      )}
    </>
  )
}

function NoUsers({ total }: { total: number }) {
  const { setSearch } = useRosterSearch()
  if (total === 0) {
    return (
      <EmptyState icon={Users} title="Telnyx lists no users">
        The console’s API key may belong to an organization without users, which is unusual at Telnyx.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={SearchX}
      title="No users match these filters"
      action={
        <Button onClick={() => setSearch({ q: null, status: null, group: null, review: null })}>Clear filters</Button>
      }
    >
      Check the spelling, or use fewer filters.
    </EmptyState>
  )
}
