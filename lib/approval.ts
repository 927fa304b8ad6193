/** What may need a second person. Each is run by the job that was asked for, with exactly the parameters that were approved. */
export const approvableActions = {
  'accounts.disable': 'Disable managed accounts',
  'accounts.channel_limit': 'Set channel limits to 0',
} as const
export type ApprovableAction = keyof typeof approvableActions

/** Hours after which a request is void, decided or not. */
export const approvalHours = 24

const approvalStates = ['open', 'approved', 'rejected', 'withdrawn', 'used', 'expired'] as const
export type ApprovalState = (typeof approvalStates)[number]

export type ApprovalRow = {
  id: string
  action: ApprovableAction
  state: ApprovalState
  accounts: number
  parameters: Record<string, unknown>
  digest: string
  reason: string
  requestedByName: string
  /** Of the one who looks. */
  own: boolean
  /** ISO instants. */
  createdAt: string
  expiresAt: string
  decidedByName: string | null
  decidedNote: string | null
  decidedAt: string | null
}

/** So many are named to whoever decides; the numbers are of all. */
export const namedOfApproval = 1_000

/** What a request would do now. Each account is in one of the three. */
export type ApprovalAccounts = {
  total: number
  change: number
  holds: number
  cannot: number
  /** In their order. `why` nothing would be done to it; null = it would change. */
  rows: { id: string; name: string; why: string | null }[]
}

export type ApprovalsPage = {
  rows: ApprovalRow[]
  /** Over how many accounts in 24 hours a bulk change that may cost calls needs a second person; null = never. */
  limit: number | null
}
