'use client'

import type { SortingState } from '@tanstack/react-table'
import { Cable } from 'lucide-react'
import { ListBar } from '@/components/list-screen/list-bar'
import { ListPages, NoRows } from '@/components/list-screen/list-pages'
import { ListScreen } from '@/components/list-screen/list-screen'
import { ListView } from '@/components/list-screen/list-view'
import { sortingOf, sortOf } from '@/components/list-screen/sorting'
import { EmptyState } from '@/components/ui/empty-state'
import { SearchInput } from '@/components/ui/search-input'
import { channelSortKeys, serializeChannelSearch } from '@/lib/channels'
import type { Role } from '@/lib/permissions'
import { accountHref } from '../_shell/account-link'
import { ExportList } from '../_shell/csv-button'
import { AccountDialogs } from '../accounts/account-dialogs'
import { columns } from './columns'
import { ChannelFilters, limitChips } from './filters'
import { channelsQuery } from './queries'
import { useChannelSearch } from './use-channel-search'

export function ChannelsScreen({ role }: { role: Role }) {
  const { search, setSearch, setQuery, clearFilters } = useChannelSearch()
  const sort = {
    columns,
    sorting: sortingOf(search.sort),
    onSortingChange: (sorting: SortingState) => setSearch({ sort: sortOf(sorting, channelSortKeys) }),
  }
  return (
    <AccountDialogs role={role}>
      <ListScreen search={search} query={channelsQuery} serialize={serializeChannelSearch}>
        {list => (
          <ListView
            {...sort}
            list={list}
            label="Channel limits"
            rows={list.page?.rows}
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
                    className="w-full sm:w-72"
                  />
                }
                filters={<ChannelFilters search={search} setSearch={setSearch} counts={list.page?.facets.limit} />}
                chips={limitChips(search, setSearch)}
                onClear={clearFilters}
                sort={sort}
                action={
                  list.page && (
                    <ExportList of="channels" search={serializeChannelSearch(list.shown)} count={list.page.rowCount} />
                  )
                }
              />
            }
            paging={
              list.page && (
                <ListPages search={search} total={list.page.rowCount} isStale={list.isStale} onChange={setSearch} />
              )
            }
            empty={
              list.page && (
                <NoRows
                  page={list.shown.page}
                  total={list.page.rowCount}
                  onFirstPage={() => setSearch({ page: 1 })}
                  noMatch={list.page.total > 0 ? { ...noMatch, onClear: clearFilters } : null}
                >
                  <EmptyState icon={Cable} title="No accounts are known yet">
                    Accounts appear here once they are read from Telnyx.
                  </EmptyState>
                </NoRows>
              )
            }
          />
        )}
      </ListScreen>
    </AccountDialogs>
  )
}

const noMatch = {
  title: 'No account matches',
  why: 'Each word must be in the name, e-mail, id, a note or a ticket. Cancelled accounts have no channels and are not listed.',
}
