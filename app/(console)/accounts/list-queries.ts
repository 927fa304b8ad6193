import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import { filterOf } from '@/lib/account-filters'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import type { AccountCounts, AccountPage, AccountRow } from '@/lib/accounts'
import { accountKeys, pendingMs } from './queries'

/** How often a page polls. */
export const pollMs = (page: AccountPage | undefined) =>
  page?.rows.some(row => row.pending) || page?.openCreates.length ? pendingMs : 15_000

export const accountsQuery = (search: AccountSearch) =>
  queryOptions({
    queryKey: [...accountKeys.all, 'list', search] as const,
    queryFn: get<AccountPage>(`/api/accounts${serializeAccountSearch(search)}`),
    refetchInterval: query => pollMs(query.state.data),
  })

/** The counts of a search. They do not depend on sort and page. Until they arrive, the previous counts are shown as stale. */
export const accountCountsQuery = (search: AccountSearch) =>
  queryOptions({
    queryKey: [...accountKeys.all, 'counts', filterOf(search)] as const,
    queryFn: get<AccountCounts>(`/api/accounts/counts${serializeAccountSearch(filterOf(search))}`),
    placeholderData: keepPreviousData,
  })

/** Accounts with a name close to a search that found nothing. */
export const nearQuery = (q: string) =>
  queryOptions({
    queryKey: [...accountKeys.all, 'near', q] as const,
    queryFn: get<AccountRow[]>(`/api/accounts/near${serializeAccountSearch({ q })}`),
  })
