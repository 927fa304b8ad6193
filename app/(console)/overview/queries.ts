import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { Overview } from '@/lib/overview'
import { isMoving } from '../jobs/queries'

const overviewKeys = { all: ['overview'] as const }

export function overviewQuery() {
  return queryOptions({
    queryKey: overviewKeys.all,
    queryFn: ({ signal }): Promise<Overview> => fetchJson('/api/overview', signal),
    refetchInterval: query => (query.state.data?.jobs.some(isMoving) ? 2_000 : 15_000),
  })
}
