import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { ConnectionState } from '@/lib/connection'

export const connectionKeys = { all: ['connection'] as const }

/** Asked every two seconds while somebody looks: a budget of seconds is gone by the next minute. */
export function connectionQuery() {
  return queryOptions({
    queryKey: connectionKeys.all,
    queryFn: ({ signal }): Promise<ConnectionState> => fetchJson('/api/connection', signal),
    refetchInterval: 2_000,
  })
}
