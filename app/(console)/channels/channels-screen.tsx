'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { Cable, FileX2, SearchX } from 'lucide-react'
import { useDeferredValue } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatNumber } from '@/components/ui/number'
import { Pagination } from '@/components/ui/pagination'
import { RelativeTime } from '@/components/ui/relative-time'
import { pageSizes } from '@/lib/account-search'
import { type ChannelPage, serializeChannelSearch } from '@/lib/channels'
import type { Role } from '@/lib/permissions'
import { accountHref } from '../_shell/account-link'
import { AccountDialogs } from '../accounts/account-dialogs'
import { columns } from './columns'
import { ChannelFilters } from './filters'
import { channelsQuery } from './queries'
import { sortingOf, sortOf, useChannelSearch } from './use-channel-search'

export function ChannelsScreen({ role }: { role: Role }) {
  const address = useChannelSearch()
  return (
    <ListBoundary query={channelsQuery(address.search)} pending={<ChannelsPending {...address} />}>
      <Rows role={role} address={address} />
    </ListBoundary>
  )
}

type RowsProps = { role: Role; address: ReturnType<typeof useChannelSearch> }

function Rows({ role, address }: RowsProps) {
  'use memo'
  const { search, setSearch, setQuery, clearFilters } = address
  // The old rows stay until the new ones arrive.
  const shown = useDeferredValue(search)
  const { data: page, error, isFetching, refetch, dataUpdatedAt } = useSuspenseQuery(channelsQuery(shown))
  const isStale = serializeChannelSearch(shown) !== serializeChannelSearch(search)
  return (
    <AccountDialogs role={role}>
      {error && (
        <div className="mb-3">
          <StaleBanner
            problem={problemOf(error)}
            asOf={<RelativeTime at={new Date(dataUpdatedAt).toISOString()} />}
            onRetry={() => void refetch()}
            retrying={isFetching}
          />
        </div>
      )}
      <ChannelFilters
        search={search}
        setSearch={setSearch}
        setQuery={setQuery}
        clearFilters={clearFilters}
        counts={page.facets.limit}
      />
      <DataTable
        label="Channel limits"
        columns={columns}
        rows={page.rows}
        getRowId={row => row.id}
        sorting={sortingOf(search.sort)}
        onSortingChange={sorting => setSearch({ sort: sortOf(sorting) ?? 'name' })}
        isStale={isStale}
        rowHref={row => accountHref(row.id)}
        empty={
          <NoRows page={page} asked={shown.page} onClear={clearFilters} onFirstPage={() => setSearch({ page: 1 })} />
        }
      />
      {page.rowCount > 0 && (
        <div className="mt-3">
          <Pagination
            page={search.page}
            pageSize={search.size}
            total={page.rowCount}
            isStale={isStale}
            pageSizes={pageSizes}
            onPageChange={to => setSearch({ page: to })}
            onPageSizeChange={size => setSearch({ size })}
          />
        </div>
      )}
    </AccountDialogs>
  )
}

type NoRowsProps = { page: ChannelPage; asked: number; onClear: () => void; onFirstPage: () => void }

function NoRows({ page, asked, onClear, onFirstPage }: NoRowsProps) {
  if (page.rowCount > 0) {
    return (
      <EmptyState
        icon={FileX2}
        title={`There is no page ${formatNumber(asked)}`}
        action={<Button onClick={onFirstPage}>Go to page 1</Button>}
      >
        The list is shorter now, or the link is old.
      </EmptyState>
    )
  }
  if (page.total > 0) {
    return (
      <EmptyState icon={SearchX} title="No account matches" action={<Button onClick={onClear}>Clear filters</Button>}>
        Each word must be in the name, e-mail, id, a note or a ticket. Cancelled accounts have no channels and are not
        listed.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={Cable} title="No managed accounts yet">
      Accounts appear here once they are read from Telnyx.
    </EmptyState>
  )
}

/** The list before its first rows. It has the same layout, so that nothing moves when they arrive. */
function ChannelsPending({ search, setSearch, setQuery, clearFilters }: RowsProps['address']) {
  return (
    <>
      <ChannelFilters search={search} setSearch={setSearch} setQuery={setQuery} clearFilters={clearFilters} />
      <DataTableSkeleton label="Channel limits" columns={columns} rows={20} />
    </>
  )
}
