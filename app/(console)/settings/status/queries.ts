import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { ConsoleStatus } from '@/lib/console-status'

export const statusQuery = () =>
  queryOptions({
    queryKey: ['status'],
    queryFn: get<ConsoleStatus>('/api/status'),
    refetchInterval: 15_000,
  })
