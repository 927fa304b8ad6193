'use client'

import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Pagination } from '@/components/ui/pagination'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tabs } from '@/components/ui/tabs'
import { pageSizes } from '@/lib/account-search'
import { type BillingView, billingViews, serializeBillingSearch } from '@/lib/billing'
import type { Role } from '@/lib/permissions'
import { accountHref } from '../_shell/account-link'
import { attentionQuery } from '../_shell/queries'
import { AccountDialogs } from '../accounts/account-dialogs'
import { columnsOf } from './columns'
import { NoRows } from './empty'
import { BillingFilters } from './filters'
import { billingQuery } from './queries'
import { BillingRound } from './rounds/billing-round'
import { roundColumns } from './rounds/columns'
import { sortingOf, sortOf, useBillingSearch } from './use-billing-search'

const viewWords: Record<BillingView, string> = {
  round: 'Review round',
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
  // What waits for a reviewer, as the badge of the navigation counts it.
  const toReview = useQuery(attentionQuery()).data?.flags
  const countOf = (view: BillingView) => (view === 'round' ? toReview : page.views[view])
  const content = (
    <>
      <BillingFilters {...address} />
      {shown.view !== 'round' && (
        <DataTable
          label={viewWords[shown.view]}
          columns={columnsOf[shown.view]}
          rows={page.rows}
          getRowId={row => row.id}
          rowHref={row => accountHref(row.id)}
          sorting={sortingOf(search)}
          onSortingChange={sorting => setSearch({ sort: sortOf(sorting) })}
          isStale={isStale}
          empty={<NoRows {...address} page={page} search={shown} />}
        />
      )}
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
        tabs={billingViews.map(value => ({
          value,
          label: viewWords[value],
          count: countOf(value),
          content: value === 'round' ? <BillingRound role={role} /> : content,
        }))}
        value={search.view}
        onChange={setView}
      />
    </AccountDialogs>
  )
}

/** The list before its first rows. It has the same layout, so that nothing moves when they arrive. */
function BillingPending(address: ScreenProps['address']) {
  const { view } = address.search
  const content = (
    <>
      {view === 'round' ? (
        <DataTableSkeleton label={viewWords[view]} columns={roundColumns} rows={20} />
      ) : (
        <>
          <BillingFilters {...address} />
          <DataTableSkeleton label={viewWords[view]} columns={columnsOf[view]} rows={20} />
        </>
      )}
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
