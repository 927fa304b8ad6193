import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { ApprovalAccounts, ApprovalsPage } from '@/lib/approval'

export const approvalKeys = { all: ['approvals'] as const }

export const approvalsQuery = () =>
  queryOptions({
    queryKey: [...approvalKeys.all, 'list'],
    queryFn: get<ApprovalsPage>('/api/approvals'),
    refetchInterval: 15_000,
  })

/** What a request would change now, account by account. */
export const approvalAccountsQuery = (id: string) =>
  queryOptions({
    queryKey: [...approvalKeys.all, 'accounts', id],
    queryFn: get<ApprovalAccounts>(`/api/approvals/${id}`),
    staleTime: 0,
  })
