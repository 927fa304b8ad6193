import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { ConsoleStatus } from '@/lib/console-status'

export function statusQuery() {
  return queryOptions({
    queryKey: ['status'],
    queryFn: ({ signal }): Promise<ConsoleStatus> => fetchJson('/api/status', signal),
    refetchInterval: 15_000,
  })
}
