import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { SyncState } from '@/lib/sync'

export const syncKeys = { all: ['sync'] as const }

export function syncQuery() {
  return queryOptions({
    queryKey: syncKeys.all,
    queryFn: ({ signal }): Promise<SyncState> => fetchJson('/api/sync', signal),
    refetchInterval: query => (query.state.data?.running ? 2_000 : 15_000),
  })
}
