import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { ConnectionState } from '@/lib/connection'

export const connectionKeys = { all: ['connection'] as const }

/** Polled every two seconds while the screen is open, because rate limit windows last only seconds. */
export const connectionQuery = () =>
  queryOptions({
    queryKey: connectionKeys.all,
    queryFn: get<ConnectionState>('/api/connection'),
    refetchInterval: 2_000,
  })
