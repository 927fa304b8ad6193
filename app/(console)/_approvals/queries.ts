import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { ApprovalsPage } from '@/lib/approval'

export const approvalKeys = { all: ['approvals'] as const }

export function approvalsQuery() {
  return queryOptions({
    queryKey: approvalKeys.all,
    queryFn: ({ signal }): Promise<ApprovalsPage> => fetchJson('/api/approvals', signal),
    refetchInterval: 15_000,
  })
}
