import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { Overview } from '@/lib/overview'
import { isMoving } from '../jobs/queries'

export const overviewQuery = () =>
  queryOptions({
    queryKey: ['overview'],
    queryFn: get<Overview>('/api/overview'),
    refetchInterval: query => (query.state.data?.jobs.some(isMoving) ? 2_000 : 15_000),
  })
