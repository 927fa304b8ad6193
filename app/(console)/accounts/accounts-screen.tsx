'use client'

import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { FileUp, Plus, Rows3 } from 'lucide-react'
import type { ReactNode } from 'react'
import { ColumnsMenu } from '@/components/data-table/columns-menu'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import type { TableLook } from '@/components/data-table/look'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { cn } from '@/components/ui/cn'
import { LinkButton } from '@/components/ui/link-button'
import { formatCount, formatNumber } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { useHydrated } from '@/components/ui/use-hydrated'
import { isFiltered } from '@/lib/account-filters'
import { type AccountSearch, pageSizes, serializeAccountSearch } from '@/lib/account-search'
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
import { AccountChips, AccountFilters } from './filters'
import { OpenCreates } from './open-creates'
import { PreviewPending } from './preview/preview'
import { usePreview } from './preview/use-preview'
import { accountCountsQuery, accountsQuery, pollMs } from './queries'
import { useAccountSearch } from './use-account-search'
import { useNeighbourPages, useShownSearch } from './use-prefetch'
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
  const address = useAccountSearch()
  return (
    <ListBoundary query={accountsQuery(address.search)} pending={<AccountsPending {...props} address={address} />}>
      <Screen {...props} address={address} />
    </ListBoundary>
  )
}

type ScreenProps = Props & { address: ReturnType<typeof useAccountSearch> }

function Screen({ role, look: kept, view: opened, address }: ScreenProps) {
  'use memo'
  const { search, setSearch, setQuery, clearFilters } = address
  const shown = useShownSearch(search)
  const { data: page, error, isFetching, refetch, dataUpdatedAt } = useSuspenseQuery(accountsQuery(shown))
  const { counts, isCounting, countsError, countAgain } = useCounts(shown, page)
  const matching = counts && !isCounting ? counts.rowCount : null
  useNeighbourPages(shown, matching ?? 0)
  const view = useView(opened, kept, search)
  const { look, setLook } = view
  const isStale = serializeAccountSearch(shown) !== serializeAccountSearch(search)
  const columns = columnsFor(role)
  const mayCreate = can(role, 'accounts.create')
  useScreenCommands({
    group: 'Table',
    commands: densities
      .filter(density => density !== look.density)
      .map(density => ({ label: `Use ${density} rows`, icon: Rows3, onSelect: () => setLook({ ...look, density }) })),
  })
  return (
    <AccountDialogs role={role}>
      <Header
        meta={
          <ViewsMenu role={role} search={search} state={view} total={counts?.total}>
            <Count counts={counts} filtered={isFiltered(shown)} isStale={isStale || isCounting} />
          </ViewsMenu>
        }
        tools={
          <>
            <ExportAccounts role={role} search={shown} look={look} matching={matching} />
            <ColumnsMenu columns={columns} look={look} defaults={columnDefaults} onChange={setLook} />
          </>
        }
        mayCreate={mayCreate}
        mayImport={can(role, 'accounts.import')}
      />
      {(error ?? countsError) && (
        <div className="mb-3">
          <StaleBanner
            problem={problemOf(error ?? countsError)}
            asOf={<RelativeTime at={new Date(dataUpdatedAt).toISOString()} />}
            onRetry={() => {
              void refetch()
              void countAgain()
            }}
            retrying={isFetching}
          />
        </div>
      )}
      <OpenCreates creates={page.openCreates} role={role} />
      <Bar>
        <AccountFilters
          search={search}
          setSearch={setSearch}
          setQuery={setQuery}
          money={can(role, 'accounts.balances')}
          facets={counts?.facets}
          isStale={isStale || isCounting}
        />
      </Bar>
      {isFiltered(search) && (
        <div className="mb-3">
          <AccountChips
            search={search}
            money={can(role, 'accounts.balances')}
            setSearch={setSearch}
            onClear={clearFilters}
          />
        </div>
      )}
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
            searched={shown.q.trim() !== ''}
            mayCreate={mayCreate}
            onClear={clearFilters}
            onFirstPage={() => setSearch({ page: 1 })}
          />
        }
      />
      {counts ? (
        counts.rowCount > 0 && (
          <div className="mt-3">
            <Pagination
              page={search.page}
              pageSize={search.size}
              total={counts.rowCount}
              isStale={isStale || isCounting}
              pageSizes={pageSizes}
              onPageChange={to => setSearch({ page: to })}
              onPageSizeChange={size => setSearch({ size })}
            />
          </div>
        )
      ) : (
        <div className="mt-3 h-7 coarse:h-11" />
      )}
    </AccountDialogs>
  )
}

/** The counts of the search whose rows are shown. `isCounting` means that they still belong to the previous search. */
function useCounts(shown: AccountSearch, page: AccountPage) {
  const { data, isPlaceholderData, error, refetch } = useQuery({
    ...accountCountsQuery(shown),
    refetchInterval: pollMs(page),
  })
  // The counts may arrive after the server has rendered the page and before it hydrates: both render without them first.
  const isHydrated = useHydrated()
  return {
    counts: isHydrated ? data : undefined,
    isCounting: isPlaceholderData,
    countsError: isHydrated ? error : null,
    countAgain: refetch,
  }
}

type CountProps = { counts: AccountCounts | undefined; filtered: boolean; isStale: boolean }

function Count({ counts, filtered, isStale }: CountProps) {
  if (!counts) return <Skeleton className="my-1 h-3 w-32" />
  return (
    <span
      className={cn('figures transition-opacity', isStale && 'opacity-50 delay-300')}
      role="status"
      aria-busy={isStale}
    >
      {filtered
        ? `${formatNumber(counts.rowCount)} of ${formatNumber(counts.total)}`
        : formatCount(counts.total, 'managed account')}
    </span>
  )
}

type HeaderProps = { meta: ReactNode; tools: ReactNode; mayCreate: boolean; mayImport: boolean }

function Header({ meta, tools, mayCreate, mayImport }: HeaderProps) {
  return (
    <PageHeader
      title="Managed accounts"
      meta={meta}
      actions={
        <>
          {tools}
          {mayImport && (
            <LinkButton href="/accounts/import">
              <FileUp aria-hidden />
              Import
            </LinkButton>
          )}
          {mayCreate && (
            <LinkButton href="/accounts/new" variant="primary">
              <Plus aria-hidden />
              New account
            </LinkButton>
          )}
        </>
      }
    />
  )
}

function Bar({ children }: { children: ReactNode }) {
  return <div className="mb-3 flex flex-wrap items-center gap-2 sm:gap-1.5">{children}</div>
}

/** The screen before its first rows. It has the same layout, so that nothing moves when they arrive. */
function AccountsPending({ role, look: kept, view: opened, address }: ScreenProps) {
  const { search, setSearch, setQuery, clearFilters } = address
  const view = useView(opened, kept, search)
  const { look } = view
  const columns = columnsFor(role)
  const [preview] = usePreview()
  return (
    <>
      <Header
        meta={
          <ViewsMenu role={role} search={search} state={view}>
            <Skeleton className="my-1 h-3 w-32" />
          </ViewsMenu>
        }
        tools={
          <>
            <ExportAccounts role={role} search={search} look={look} matching={null} />
            <ColumnsMenu columns={columns} look={look} defaults={columnDefaults} onChange={() => undefined} />
          </>
        }
        mayCreate={can(role, 'accounts.create')}
        mayImport={can(role, 'accounts.import')}
      />
      <Bar>
        <AccountFilters
          search={search}
          setSearch={setSearch}
          setQuery={setQuery}
          money={can(role, 'accounts.balances')}
        />
      </Bar>
      {isFiltered(search) && (
        <div className="mb-3">
          <AccountChips
            search={search}
            money={can(role, 'accounts.balances')}
            setSearch={setSearch}
            onClear={clearFilters}
          />
        </div>
      )}
      <TableWithPreview open={preview !== null}>
        <DataTableSkeleton label="Managed accounts" columns={columns} look={look} selectable rows={20} />
        {preview !== null && <PreviewPending />}
      </TableWithPreview>
    </>
  )
}
