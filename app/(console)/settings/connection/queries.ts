import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { ConnectionState } from '@/lib/connection'

export const connectionKeys = { all: ['connection'] as const }

/** Polled every two seconds while the screen is open, because rate limit windows last only seconds. */
export function connectionQuery() {
  return queryOptions({
    queryKey: connectionKeys.all,
    queryFn: ({ signal }): Promise<ConnectionState> => fetchJson('/api/connection', signal),
    refetchInterval: 2_000,
  })
}
