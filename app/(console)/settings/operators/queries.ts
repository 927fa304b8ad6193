import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { OperatorsPage } from '@/lib/operator'

export const operatorKeys = { all: ['operators'] as const }

export const operatorsQuery = () =>
  queryOptions({
    queryKey: operatorKeys.all,
    queryFn: get<OperatorsPage>('/api/operators'),
    refetchInterval: 15_000,
  })
