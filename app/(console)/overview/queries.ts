import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { Overview } from '@/lib/overview'
import { isMoving } from '../jobs/queries'

const overviewKeys = { all: ['overview'] as const }

export const overviewQuery = () =>
  queryOptions({
    queryKey: overviewKeys.all,
    queryFn: get<Overview>('/api/overview'),
    refetchInterval: query => (query.state.data?.jobs.some(isMoving) ? 2_000 : 15_000),
  })
