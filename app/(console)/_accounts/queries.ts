import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import { type AccountPage, type AccountSearch, serializeAccountSearch } from '@/lib/accounts'

/** Everything about accounts hangs on one trunk: a command invalidates `all`. */
export const accountKeys = {
  all: ['accounts'] as const,
  list: (search: AccountSearch) => [...accountKeys.all, 'list', search] as const,
  detail: (id: string) => [...accountKeys.all, 'detail', id] as const,
  timeline: (id: string) => [...accountKeys.all, 'timeline', id] as const,
}

export function accountsQuery(search: AccountSearch) {
  return queryOptions({
    queryKey: accountKeys.list(search),
    queryFn: ({ signal }): Promise<AccountPage> => fetchJson(`/api/accounts${serializeAccountSearch(search)}`, signal),
    refetchInterval: 15_000,
  })
}
