'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Pagination } from '@/components/ui/pagination'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tabs } from '@/components/ui/tabs'
import { pageSizes } from '@/lib/account-search'
import { type BillingView, billingViews, serializeBillingSearch } from '@/lib/billing'
import type { Role } from '@/lib/permissions'
import { AccountDialogs } from '../_accounts/account-dialogs'
import { accountHref } from '../_accounts/account-link'
import { billingQuery } from '../_billing/queries'
import { columnsOf } from './columns'
import { NoRows } from './empty'
import { BillingFilters } from './filters'
import { ReviewProvider } from './review-context'
import { sortingOf, sortOf, useBillingSearch } from './use-billing-search'

const viewWords: Record<BillingView, string> = {
  queue: 'Review queue',
  rollup: 'Rollup billing',
  own: 'Own balance',
  low: 'Low credit',
}

export function BillingScreen({ role }: { role: Role }) {
  const address = useBillingSearch()
  const { search, setSearch, setView } = address
  // The old rows stay until the new ones are there.
  const shown = useDeferredValue(search)
  const { data: page, error, isFetching, refetch, dataUpdatedAt } = useSuspenseQuery(billingQuery(shown))
  const content = (
    <>
      <BillingFilters {...address} states={page.states} />
      <DataTable
        label={viewWords[shown.view]}
        columns={columnsOf[shown.view]}
        rows={page.rows}
        getRowId={row => row.id}
        sorting={sortingOf(search)}
        onSortingChange={sorting => setSearch({ sort: sortOf(sorting) })}
        isStale={serializeBillingSearch(shown) !== serializeBillingSearch(search)}
        rowHref={row => accountHref(row.id)}
        empty={<NoRows {...address} page={page} search={shown} />}
      />
      {page.rowCount > 0 && (
        <div className="mt-3">
          <Pagination
            page={search.page}
            pageSize={search.size}
            total={page.rowCount}
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
      <ReviewProvider role={role}>
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

/** The same list before its first answer: nothing moves when the rows arrive. */
export function BillingPending() {
  const address = useBillingSearch()
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
