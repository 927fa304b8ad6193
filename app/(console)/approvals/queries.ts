import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { ApprovalAccounts, ApprovalsPage } from '@/lib/approval'

export const approvalKeys = {
  all: ['approvals'] as const,
  list: () => [...approvalKeys.all, 'list'] as const,
  accounts: (id: string) => [...approvalKeys.all, 'accounts', id] as const,
}

export const approvalsQuery = () =>
  queryOptions({
    queryKey: approvalKeys.list(),
    queryFn: get<ApprovalsPage>('/api/approvals'),
    refetchInterval: 15_000,
  })

/** What a request would change now, account by account. */
export const approvalAccountsQuery = (id: string) =>
  queryOptions({
    queryKey: approvalKeys.accounts(id),
    queryFn: get<ApprovalAccounts>(`/api/approvals/${id}`),
    staleTime: 0,
  })
