'use client'

import type { SortingState } from '@tanstack/react-table'
import { useState } from 'react'
import { ListBar } from '@/components/list-screen/list-bar'
import { ListPages } from '@/components/list-screen/list-pages'
import { type List, ListScreen } from '@/components/list-screen/list-screen'
import { ListView } from '@/components/list-screen/list-view'
import { SearchInput } from '@/components/ui/search-input'
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
import { NoBilling } from './empty'
import { BillingFilters, flagChips } from './filters'
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
  const { search } = address
  return (
    <AccountDialogs role={role}>
      <ListScreen search={search} query={billingQuery} serialize={serializeBillingSearch}>
        {list => (
          <ReviewProvider role={role} question={list.question}>
            <Tabs
              label="Billing"
              tabs={billingViews.map(value => ({
                value,
                label: viewWords[value],
                count: list.page?.views[value],
                content: <BillingList list={list} address={address} />,
              }))}
              value={search.view}
              onChange={address.setView}
            />
          </ReviewProvider>
        )}
      </ListScreen>
    </AccountDialogs>
  )
}

type ListProps = { list: List<BillingPage, BillingSearch>; address: ReturnType<typeof useBillingSearch> }

function BillingList({ list, address }: ListProps) {
  'use memo'
  const { search, setSearch, setQuery, clearFilters } = address
  const { page, shown } = list
  const rows = useKeptRows(list)
  const sort = {
    columns: columnsOf[shown.view],
    sorting: sortingOf(search),
    onSortingChange: (sorting: SortingState) => setSearch({ sort: sortOf(sorting) }),
  }
  return (
    <ListView
      {...sort}
      list={list}
      label={viewWords[shown.view]}
      rows={rows}
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
          filters={<BillingFilters search={search} setSearch={setSearch} states={page?.states} />}
          chips={flagChips(search, setSearch)}
          onClear={clearFilters}
          sort={sort}
        />
      }
      paging={
        page && (
          <ListPages
            search={search}
            sizes={pageSizes}
            total={page.rowCount}
            isStale={list.isStale}
            onChange={setSearch}
          />
        )
      }
      empty={page && <NoBilling {...address} page={page} search={shown} />}
    />
  )
}

const none: readonly string[] = []

/** Rows that were decided here keep their place, even if the newest answer lacks them. */
function useKeptRows({ page, question }: ListProps['list']): readonly BillingRow[] | undefined {
  'use memo'
  const decided = useReviews()?.decided
  const [last, setLast] = useState({ question, ids: none })
  const ids = last.question === question ? last.ids : none
  const rows = page && decided ? keepDecided(ids, page.rows, decided) : page?.rows
  if (rows && (rows.length !== ids.length || rows.some((row, at) => row.id !== ids[at]))) {
    setLast({ question, ids: rows.map(row => row.id) })
  }
  return rows
}
