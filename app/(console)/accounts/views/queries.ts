import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { CountedView } from '@/lib/views'

export function viewsQuery() {
  return queryOptions({
    queryKey: ['views'] as const,
    queryFn: ({ signal }): Promise<CountedView[]> => fetchJson('/api/views', signal),
  })
}
