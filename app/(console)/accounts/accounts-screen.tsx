'use client'

import { useQuery } from '@tanstack/react-query'
import { FileUp, Plus, Rows3 } from 'lucide-react'
import { useState } from 'react'
import { ColumnsMenu } from '@/components/data-table/columns-menu'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import type { TableLook } from '@/components/data-table/look'
import { ListBar } from '@/components/list-screen/list-bar'
import { ListPages } from '@/components/list-screen/list-pages'
import { type List, ListScreen } from '@/components/list-screen/list-screen'
import { ListFrame } from '@/components/list-screen/list-view'
import { useMayShow } from '@/components/states/page-data'
import { problemOf } from '@/components/states/problem-of'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { LinkButton } from '@/components/ui/link-button'
import { MoreActions } from '@/components/ui/more-actions'
import { formatCount, formatNumber } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { SearchInput } from '@/components/ui/search-input'
import { Skeleton } from '@/components/ui/skeleton'
import { isFiltered } from '@/lib/account-filters'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import type { AccountCounts, AccountPage } from '@/lib/accounts'
import { can, type Role } from '@/lib/permissions'
import { densities } from '@/lib/table-look'
import type { SavedView } from '@/lib/views'
import { useScreenCommands } from '../_shell/screen-commands'
import { AccountDialogs } from './account-dialogs'
import { AccountsTable, TableWithPreview } from './accounts-table'
import { columnDefaults } from './column-defaults'
import { columnsFor } from './columns'
import { NoAccounts } from './empty'
import { ExportAccounts } from './export/export-accounts'
import { AccountFilters, accountChips, HiddenFilters } from './filters'
import { accountCountsQuery, accountsQuery, pollMs } from './list-queries'
import { OpenCreates } from './open-creates'
import { PreviewPending } from './preview/preview'
import { usePreview } from './preview/use-preview'
import { useAccountSelection } from './selection-provider'
import { sortingOf, sortOf, useAccountSearch } from './use-account-search'
import { isLong, useNeighbourPages } from './use-prefetch'
import { useView } from './views/use-view'
import { ViewsMenu } from './views/views-menu'

type Props = {
  role: Role
  /** The operator's own table look. */
  look: TableLook
  /** The view that the page was opened with. */
  view: SavedView | null
}

export function AccountsScreen(props: Props) {
  'use memo'
  const address = useAccountSearch()
  return (
    <AccountDialogs role={props.role}>
      <ListScreen search={address.search} query={accountsQuery} serialize={serializeAccountSearch} isLong={isLong}>
        {list => <Screen {...props} list={list} address={address} />}
      </ListScreen>
    </AccountDialogs>
  )
}

type ScreenProps = Props & {
  list: List<AccountPage, AccountSearch>
  address: ReturnType<typeof useAccountSearch>
}

function Screen({ role, look: kept, view: opened, list, address }: ScreenProps) {
  'use memo'
  const { search, setSearch, setQuery, clearFilters } = address
  const { page, shown, isStale } = list
  const { counts, isCounting, countsError, countAgain } = useCounts(shown, page)
  const matching = counts && !isCounting ? counts.rowCount : null
  const neverSynced = page?.asOf === null && counts?.total === 0
  useNeighbourPages(shown, matching ?? 0)
  const view = useView(opened, kept, search)
  const { look, setLook } = view
  const [preview] = usePreview()
  const { clear } = useAccountSelection()
  // On a phone the checkboxes are hidden until they are asked for.
  const [selecting, setSelecting] = useState(false)
  const columns = columnsFor(role)
  const money = can(role, 'accounts.balances')
  const mayCreate = can(role, 'accounts.create')
  useScreenCommands({
    group: 'Table',
    commands: densities
      .filter(density => density !== look.density)
      .map(density => ({ label: `Use ${density} rows`, icon: Rows3, onSelect: () => setLook({ ...look, density }) })),
  })
  return (
    <>
      <PageHeader
        title="Managed accounts"
        meta={
          <ViewsMenu role={role} search={search} state={view} total={neverSynced ? undefined : counts?.total}>
            {!list.failure && !neverSynced && (
              <Count counts={counts} filtered={isFiltered(shown)} isStale={isStale || isCounting} />
            )}
          </ViewsMenu>
        }
        actions={
          <>
            <MoreActions>
              <ExportAccounts role={role} search={shown} look={look} matching={matching} />
              <ColumnsMenu columns={columns} look={look} defaults={columnDefaults} onChange={setLook} />
              {can(role, 'accounts.import') && (
                <LinkButton href="/accounts/import">
                  <FileUp aria-hidden />
                  Import
                </LinkButton>
              )}
            </MoreActions>
            {mayCreate && (
              <LinkButton href="/accounts/new" variant="primary">
                <Plus aria-hidden />
                <span className="max-sm:sr-only">New account</span>
              </LinkButton>
            )}
          </>
        }
      />
      {page && <OpenCreates creates={page.openCreates} role={role} />}
      <ListFrame
        list={{
          ...list,
          problem: list.problem ?? (countsError && problemOf(countsError)),
          refresh: () => {
            list.refresh()
            void countAgain()
          },
        }}
        bar={
          <>
            <ListBar
              search={
                <SearchInput
                  label="Search accounts"
                  placeholder="Name, e-mail, id, note, ticket"
                  value={search.q}
                  onChange={setQuery}
                  className="w-full sm:max-w-64 sm:flex-[1_1_8rem]"
                />
              }
              filters={
                <AccountFilters
                  search={search}
                  setSearch={setSearch}
                  money={money}
                  facets={counts?.facets}
                  isStale={isStale || isCounting}
                />
              }
              phoneAction={
                <Button
                  className="sm:hidden"
                  aria-pressed={selecting}
                  onClick={() => {
                    setSelecting(!selecting)
                    if (selecting) clear()
                  }}
                >
                  {selecting ? 'Done' : 'Select'}
                </Button>
              }
              chips={accountChips(search, money, setSearch)}
              onClear={clearFilters}
              sort={{
                columns,
                sorting: sortingOf(search.sort),
                onSortingChange: sorting => setSearch({ sort: sortOf(sorting) }),
              }}
            />
            <HiddenFilters search={search} money={money} />
          </>
        }
        paging={
          counts ? (
            <ListPages search={search} total={counts.rowCount} isStale={isStale || isCounting} onChange={setSearch} />
          ) : (
            <div className="h-7 coarse:h-11" />
          )
        }
      >
        {page ? (
          <div data-selecting={selecting || undefined}>
            <AccountsTable
              role={role}
              page={page}
              matching={matching}
              search={search}
              shown={shown}
              isStale={isStale}
              setSearch={setSearch}
              look={look}
              setLook={setLook}
              empty={
                <NoAccounts
                  counts={isCounting ? undefined : counts}
                  asOf={page.asOf}
                  asked={shown.page}
                  q={shown.q.trim()}
                  mayCreate={mayCreate}
                  onClear={clearFilters}
                  onFirstPage={() => setSearch({ page: 1 })}
                />
              }
            />
          </div>
        ) : (
          <TableWithPreview open={preview !== null}>
            <DataTableSkeleton label="Managed accounts" columns={columns} look={look} selectable rows={20} />
            {preview !== null && <PreviewPending />}
          </TableWithPreview>
        )}
      </ListFrame>
    </>
  )
}

/** The counts of the search whose rows are shown. `isCounting` means that they still belong to the previous search. */
function useCounts(shown: AccountSearch, page: AccountPage | undefined) {
  const query = accountCountsQuery(shown)
  const { data, isPlaceholderData, error, refetch } = useQuery({
    ...query,
    // Rows never wait for counts.
    enabled: page !== undefined,
    refetchInterval: page !== undefined && pollMs(page),
  })
  const mayShow = useMayShow(query.queryKey)
  return {
    counts: mayShow ? data : undefined,
    isCounting: isPlaceholderData,
    countsError: mayShow ? error : null,
    countAgain: refetch,
  }
}

type CountProps = { counts: AccountCounts | undefined; filtered: boolean; isStale: boolean }

function Count({ counts, filtered, isStale }: CountProps) {
  if (!counts) return <Skeleton className="my-1 h-3 w-32" />
  return (
    <span
      className={cn('figures whitespace-nowrap transition-opacity', isStale && 'opacity-50 delay-300')}
      role="status"
      aria-busy={isStale}
    >
      {filtered
        ? `${formatNumber(counts.rowCount)} of ${formatNumber(counts.total)}`
        : formatCount(counts.total, 'account')}
    </span>
  )
}
