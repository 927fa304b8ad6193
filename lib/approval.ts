/** Actions that may require approval. The requested job runs them with exactly the approved parameters. */
export const approvableActions = {
  'accounts.disable': 'Disable managed accounts',
  'accounts.channel_limit': 'Set channel limits to 0',
} as const
export type ApprovableAction = keyof typeof approvableActions

/** Hours after which a request expires, decided or not. */
export const approvalHours = 24

export type ApprovalState = 'open' | 'approved' | 'rejected' | 'withdrawn' | 'used' | 'expired'

export type ApprovalRow = {
  id: string
  action: ApprovableAction
  state: ApprovalState
  accounts: number
  parameters: Record<string, unknown>
  digest: string
  reason: string
  requestedByName: string
  /** Requested by the current operator. */
  own: boolean
  /** ISO instants. */
  createdAt: string
  expiresAt: string
  decidedByName: string | null
  decidedNote: string | null
  decidedAt: string | null
}

/** How many accounts are listed for the approver. The counts cover all. */
export const namedOfApproval = 1_000

/** What a request would change now. Each account is in exactly one of the three counts. */
export type ApprovalAccounts = {
  total: number
  change: number
  holds: number
  cannot: number
  /** In their order. `why`: the reason why the account would not change; null = it would change. */
  rows: { id: string; name: string; why: string | null }[]
}

export type ApprovalsPage = {
  rows: ApprovalRow[]
  /** Above how many accounts in 24 hours a bulk change that may stop calls requires approval; null = never. */
  limit: number | null
}
