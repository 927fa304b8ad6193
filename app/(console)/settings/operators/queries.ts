import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { OperatorsPage } from '@/lib/operator'

export const operatorKeys = { all: ['operators'] as const }

export function operatorsQuery() {
  return queryOptions({
    queryKey: operatorKeys.all,
    queryFn: ({ signal }): Promise<OperatorsPage> => fetchJson('/api/operators', signal),
    refetchInterval: 15_000,
  })
}
