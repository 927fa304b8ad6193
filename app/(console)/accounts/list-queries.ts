import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import { filterOf } from '@/lib/account-filters'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import type { AccountCounts, AccountPage, AccountRow } from '@/lib/accounts'
import { accountKeys, pendingMs } from './queries'

/** How often a page polls. */
export const pollMs = (page: AccountPage | undefined) =>
  page?.rows.some(row => row.pending) || page?.openCreates.length ? pendingMs : 15_000

export function accountsQuery(search: AccountSearch) {
  return queryOptions({
    queryKey: [...accountKeys.all, 'list', search] as const,
    queryFn: ({ signal }): Promise<AccountPage> => fetchJson(`/api/accounts${serializeAccountSearch(search)}`, signal),
    refetchInterval: query => pollMs(query.state.data),
  })
}

/** The counts of a search. They do not depend on sort and page. Until they arrive, the previous counts are shown as stale. */
export function accountCountsQuery(search: AccountSearch) {
  return queryOptions({
    queryKey: [...accountKeys.all, 'counts', filterOf(search)] as const,
    queryFn: ({ signal }): Promise<AccountCounts> =>
      fetchJson(`/api/accounts/counts${serializeAccountSearch(filterOf(search))}`, signal),
    placeholderData: keepPreviousData,
  })
}

/** Accounts with a name close to a search that found nothing. */
export function nearQuery(q: string) {
  return queryOptions({
    queryKey: [...accountKeys.all, 'near', q] as const,
    queryFn: ({ signal }): Promise<AccountRow[]> =>
      fetchJson(`/api/accounts/near${serializeAccountSearch({ q })}`, signal),
  })
}
