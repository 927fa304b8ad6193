import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { ApprovalAccounts, ApprovalsPage } from '@/lib/approval'

export const approvalKeys = {
  all: ['approvals'] as const,
  list: () => [...approvalKeys.all, 'list'] as const,
  accounts: (id: string) => [...approvalKeys.all, 'accounts', id] as const,
}

export function approvalsQuery() {
  return queryOptions({
    queryKey: approvalKeys.list(),
    queryFn: ({ signal }): Promise<ApprovalsPage> => fetchJson('/api/approvals', signal),
    refetchInterval: 15_000,
  })
}

/** What a request would change now, account by account. */
export function approvalAccountsQuery(id: string) {
  return queryOptions({
    queryKey: approvalKeys.accounts(id),
    queryFn: ({ signal }): Promise<ApprovalAccounts> => fetchJson(`/api/approvals/${id}`, signal),
    staleTime: 0,
  })
}
