'use client'

import { Cable } from 'lucide-react'
import { ListScreen } from '@/components/list-screen/list-screen'
import { ListView } from '@/components/list-screen/list-view'
import { SearchInput } from '@/components/ui/search-input'
import { pageSizes } from '@/lib/account-search'
import { serializeChannelSearch } from '@/lib/channels'
import type { Role } from '@/lib/permissions'
import { accountHref } from '../_shell/account-link'
import { AccountDialogs } from '../accounts/account-dialogs'
import { columns } from './columns'
import { ChannelFilters, chipsOf } from './filters'
import { channelsQuery } from './queries'
import { sortingOf, sortOf, useChannelSearch } from './use-channel-search'

export function ChannelsScreen({ role }: { role: Role }) {
  'use memo'
  const { search, setSearch, setQuery, clearFilters } = useChannelSearch()
  return (
    <AccountDialogs role={role}>
      <ListScreen search={search} query={channelsQuery} serialize={serializeChannelSearch}>
        {list => (
          <ListView
            list={list}
            label="Channel limits"
            columns={columns}
            rows={list.page?.rows}
            getRowId={row => row.id}
            rowHref={row => accountHref(row.id)}
            sorting={sortingOf(search.sort)}
            onSortingChange={sorting => setSearch({ sort: sortOf(sorting) ?? 'name' })}
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
            chips={chipsOf(search, setSearch)}
            onClear={clearFilters}
            pages={
              list.page && {
                page: search.page,
                asked: list.shown.page,
                size: search.size,
                sizes: pageSizes,
                total: list.page.rowCount,
                onChange: setSearch,
              }
            }
            noMatch={
              (list.page?.total ?? 0) > 0
                ? {
                    title: 'No account matches',
                    why: 'Each word must be in the name, e-mail, id, a note or a ticket. Cancelled accounts have no channels and are not listed.',
                  }
                : null
            }
            empty={{
              icon: Cable,
              title: 'No managed accounts yet',
              why: 'Accounts appear here once they are read from Telnyx.',
            }}
          />
        )}
      </ListScreen>
    </AccountDialogs>
  )
}
