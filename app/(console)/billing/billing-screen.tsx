'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { DataTable, type DataTableProps } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Pagination } from '@/components/ui/pagination'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tabs } from '@/components/ui/tabs'
import { pageSizes } from '@/lib/account-search'
import {
  type BillingPage,
  type BillingRow,
  type BillingSearch,
  type BillingView,
  billingViews,
  serializeBillingSearch,
} from '@/lib/billing'
import type { Role } from '@/lib/permissions'
import { accountHref } from '../_shell/account-link'
import { AccountDialogs } from '../accounts/account-dialogs'
import { columnsOf } from './columns'
import { NoRows } from './empty'
import { BillingFilters } from './filters'
import { keepDecided } from './keep-decided'
import { billingQuery } from './queries'
import { ReviewProvider, useReviews } from './review-context'
import { sortingOf, sortOf, useBillingSearch } from './use-billing-search'

const viewWords: Record<BillingView, string> = {
  queue: 'Review queue',
  rollup: 'Rollup billing',
  own: 'Own balance',
  low: 'Low credit',
}

export function BillingScreen({ role }: { role: Role }) {
  const address = useBillingSearch()
  return (
    <ListBoundary query={billingQuery(address.search)} pending={<BillingPending {...address} />}>
      <Screen role={role} address={address} />
    </ListBoundary>
  )
}

type ScreenProps = { role: Role; address: ReturnType<typeof useBillingSearch> }

function Screen({ role, address }: ScreenProps) {
  'use memo'
  const { search, setSearch, setView } = address
  // The old rows stay until the new ones arrive.
  const shown = useDeferredValue(search)
  const { data: page, error, isFetching, refetch, dataUpdatedAt } = useSuspenseQuery(billingQuery(shown))
  const isStale = serializeBillingSearch(shown) !== serializeBillingSearch(search)
  const content = (
    <>
      <BillingFilters {...address} states={page.states} />
      <Rows
        page={page}
        shown={shown}
        sorting={sortingOf(search)}
        onSortingChange={sorting => setSearch({ sort: sortOf(sorting) })}
        isStale={isStale}
        empty={<NoRows {...address} page={page} search={shown} />}
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
    </>
  )
  return (
    <AccountDialogs role={role}>
      <ReviewProvider role={role} question={serializeBillingSearch(shown)}>
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
        <Tabs
          label="Billing"
          tabs={billingViews.map(value => ({ value, label: viewWords[value], count: page.views[value], content }))}
          value={search.view}
          onChange={setView}
        />
      </ReviewProvider>
    </AccountDialogs>
  )
}

type RowsProps = Pick<DataTableProps<BillingRow>, 'sorting' | 'onSortingChange' | 'isStale' | 'empty'> & {
  page: BillingPage
  shown: BillingSearch
}

const none: readonly string[] = []

/** Rows that were decided here keep their place, even if the newest answer lacks them. */
function Rows({ page, shown, ...table }: RowsProps) {
  'use memo'
  const decided = useReviews()?.decided
  const question = serializeBillingSearch(shown)
  const [last, setLast] = useState({ question, ids: none })
  const ids = last.question === question ? last.ids : none
  const rows = decided ? keepDecided(ids, page.rows, decided) : page.rows
  if (rows.length !== ids.length || rows.some((row, at) => row.id !== ids[at])) {
    setLast({ question, ids: rows.map(row => row.id) })
  }
  return (
    <DataTable
      label={viewWords[shown.view]}
      columns={columnsOf[shown.view]}
      rows={rows}
      getRowId={row => row.id}
      rowHref={row => accountHref(row.id)}
      {...table}
    />
  )
}

/** The list before its first rows. It has the same layout, so that nothing moves when they arrive. */
function BillingPending(address: ScreenProps['address']) {
  const { view } = address.search
  const content = (
    <>
      <BillingFilters {...address} />
      <DataTableSkeleton label={viewWords[view]} columns={columnsOf[view]} rows={20} />
    </>
  )
  return (
    <Tabs
      label="Billing"
      tabs={billingViews.map(value => ({ value, label: viewWords[value], content }))}
      value={view}
      onChange={address.setView}
    />
  )
}
