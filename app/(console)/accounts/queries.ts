import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import { filterOf } from '@/lib/account-filters'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import type { AccountCounts, AccountPage, AccountRow, AccountView } from '@/lib/accounts'
import type { AuditEntry } from '@/lib/audit'
import type { CommandView } from '@/lib/command'

/** Every key about accounts begins with `all`, so that a command can invalidate them together. */
export const accountKeys = {
  all: ['accounts'] as const,
  list: (search: AccountSearch) => [...accountKeys.all, 'list', search] as const,
  counts: (search: AccountSearch) => [...accountKeys.all, 'counts', filterOf(search)] as const,
  detail: (id: string) => [...accountKeys.all, 'detail', id] as const,
  timeline: (id: string) => [...accountKeys.all, 'timeline', id] as const,
  command: (id: string) => [...accountKeys.all, 'command', id] as const,
}

/** The polling interval while a command waits for Telnyx's answer. */
const pendingMs = 2_000

/** How often a page polls. */
export const pollMs = (page: AccountPage | undefined) =>
  page?.rows.some(row => row.pending) || page?.openCreates.length ? pendingMs : 15_000

export function accountsQuery(search: AccountSearch) {
  return queryOptions({
    queryKey: accountKeys.list(search),
    queryFn: ({ signal }): Promise<AccountPage> => fetchJson(`/api/accounts${serializeAccountSearch(search)}`, signal),
    refetchInterval: query => pollMs(query.state.data),
  })
}

/** The counts of a search. They do not depend on sort and page. Until they arrive, the previous counts are shown as stale. */
export function accountCountsQuery(search: AccountSearch) {
  return queryOptions({
    queryKey: accountKeys.counts(search),
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

/** Reading an account requests its newest balance from Telnyx. It is read on every opening, and polled less often. */
export function accountQuery(id: string) {
  return queryOptions({
    queryKey: accountKeys.detail(id),
    queryFn: ({ signal }): Promise<AccountView> => fetchJson(`/api/accounts/${id}`, signal),
    refetchOnMount: 'always',
    refetchInterval: query => (query.state.data?.commands.length ? pendingMs : 30_000),
  })
}

export function timelineQuery(id: string) {
  return queryOptions({
    queryKey: accountKeys.timeline(id),
    queryFn: ({ signal }): Promise<AuditEntry[]> => fetchJson(`/api/accounts/${id}/timeline`, signal),
    refetchInterval: query => (query.state.data?.some(entry => entry.endedAt === null) ? pendingMs : 15_000),
  })
}

/** One command until it is settled. */
export function commandQuery(id: string) {
  return queryOptions({
    queryKey: accountKeys.command(id),
    queryFn: ({ signal }): Promise<CommandView> => fetchJson(`/api/commands/${id}`, signal),
    refetchInterval: query => {
      const state = query.state.data?.state
      return state === undefined || state === 'scheduled' || state === 'in_flight' || state === 'unknown'
        ? pendingMs
        : false
    },
  })
}
