'use client'

import { useQuery } from '@tanstack/react-query'
import type { SortingState } from '@tanstack/react-table'
import { lazy, Suspense } from 'react'
import { ListBar } from '@/components/list-screen/list-bar'
import { ListPages } from '@/components/list-screen/list-pages'
import { type List, ListScreen } from '@/components/list-screen/list-screen'
import { ListView } from '@/components/list-screen/list-view'
import { sortingOf, sortOf } from '@/components/list-screen/sorting'
import { useMayShow } from '@/components/states/page-data'
import { SearchInput } from '@/components/ui/search-input'
import { Tabs } from '@/components/ui/tabs'
import {
  type AccountView,
  type BillingPage,
  type BillingSearch,
  billingSortKeys,
  billingViews,
  billingViewWords,
  serializeBillingSearch,
  usualSort,
} from '@/lib/billing'
import type { Role } from '@/lib/permissions'
import { accountHref } from '../_shell/account-link'
import { ExportList } from '../_shell/csv-button'
import { attentionKeys, attentionQuery } from '../_shell/queries'
import { AccountDialogs } from '../accounts/account-dialogs'
import { columnsOf } from './columns'
import { NoBilling } from './empty'
import { billingQuery } from './queries'
import { BillingRound } from './rounds/billing-round'
import { useBillingSearch } from './use-billing-search'

const LowCreditFilter = lazy(() => import('./low-credit-filter').then(module => ({ default: module.LowCreditFilter })))

export function BillingScreen({ role }: { role: Role }) {
  const address = useBillingSearch()
  const { search, setView } = address
  // The items that wait for a reviewer, counted as in the navigation badge.
  const attention = useQuery(attentionQuery()).data
  const toReview = useMayShow(attentionKeys.all) ? attention?.flags : undefined
  return (
    <AccountDialogs role={role}>
      <ListScreen search={search} query={billingQuery} serialize={serializeBillingSearch}>
        {list => (
          <Tabs
            label="Billing"
            tabs={billingViews.map(value => ({
              value,
              label: billingViewWords[value],
              // Without known accounts a 0 would be a guess.
              count: value === 'round' ? toReview : list.page?.total ? list.page.views[value] : undefined,
              content:
                value === 'round' ? (
                  <BillingRound role={role} />
                ) : (
                  <BillingList view={value} list={list} address={address} />
                ),
            }))}
            value={search.view}
            onChange={setView}
          />
        )}
      </ListScreen>
    </AccountDialogs>
  )
}

type ListProps = {
  view: AccountView
  list: List<BillingPage, BillingSearch>
  address: ReturnType<typeof useBillingSearch>
}

function BillingList({ view: asked, list, address }: ListProps) {
  'use memo'
  const { search, setSearch, setQuery, clearFilters } = address
  const { shown } = list
  // The round has rows of another kind, so the list starts again as on a first visit.
  const page = shown.view === 'round' ? undefined : list.page
  const view = shown.view === 'round' ? asked : shown.view
  const sort = {
    columns: columnsOf[view],
    sorting: sortingOf(search.sort ?? usualSort(search.view)),
    onSortingChange: (sorting: SortingState) => setSearch({ sort: sortOf(sorting, billingSortKeys) }),
  }
  return (
    <ListView
      {...sort}
      list={list}
      label={billingViewWords[view]}
      rows={page?.rows}
      getRowId={row => row.id}
      rowHref={row => accountHref(row.id)}
      bar={
        <ListBar
          search={
            <SearchInput
              label="Search accounts"
              placeholder="Name, e-mail, id, note, ticket"
              value={search.q}
              onChange={setQuery}
              className="w-full sm:max-w-72 sm:flex-[1_1_8rem]"
            />
          }
          filters={
            search.view === 'low' && (
              <Suspense fallback={<div className="h-14 basis-full" />}>
                <LowCreditFilter
                  key={search.below}
                  value={search.below}
                  thresholds={list.page?.thresholds}
                  onChange={below => setSearch({ below })}
                />
              </Suspense>
            )
          }
          chips={
            search.view === 'low' && search.below !== ''
              ? [
                  {
                    key: 'below',
                    label: 'Same threshold for all',
                    value: search.below,
                    onRemove: () => setSearch({ below: '' }),
                  },
                ]
              : []
          }
          onClear={clearFilters}
          sort={sort}
          action={page && <ExportList of="billing" search={serializeBillingSearch(shown)} count={page.rowCount} />}
        />
      }
      paging={page && <ListPages search={search} total={page.rowCount} isStale={list.isStale} onChange={setSearch} />}
      empty={page && <NoBilling {...address} page={page} search={shown} />}
    />
  )
}
