import { text, z } from './zod'

/** What may need a second person. Each is run by the job that was asked for, with exactly the parameters that were approved. */
export const approvableActions = { 'accounts.disable': 'Disable managed accounts' } as const
export type ApprovableAction = keyof typeof approvableActions

/** Hours after which a request is void, decided or not. */
export const approvalHours = 24

export const approvalStates = ['open', 'approved', 'rejected', 'withdrawn', 'used', 'expired'] as const
export type ApprovalState = (typeof approvalStates)[number]

const note = text().trim().max(500, 'Use 500 characters or fewer.')

/** Named values only: what a person reads before approving is all that there is. */
const parameters = z
  .record(text().max(60), z.union([text().max(1_000), z.number(), z.boolean(), z.null()]), 'Say what should be done.')
  .refine(named => Object.keys(named).length <= 30, 'This is more than a person would read.')

export const requestApprovalInput = z.object({
  action: z.enum(Object.keys(approvableActions) as [ApprovableAction], 'This needs no approval.'),
  /** The frozen selection the dialog counted. */
  selection: z.uuid(),
  parameters,
  reason: note.min(3, 'Say why: the one who decides reads it.'),
})

export const decideApprovalInput = z.object({
  id: z.uuid(),
  /** Of what was on the screen: another request than that is not approved. */
  digest: text().length(64),
  verdict: z.enum(['approved', 'rejected'], 'Approve or reject.'),
  note: note.default(''),
})

export const approvalInput = z.object({ id: z.uuid() })

/** Over how many accounts a bulk disable needs a second person; null = never. */
export const approvalLimitInput = z.object({
  over: z.int('Enter a whole number.').min(0, 'Enter 0 or more.').max(100_000, 'Enter 100,000 or fewer.').nullable(),
})

export type ApprovalRow = {
  id: string
  action: string
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
  /** Over how many accounts a bulk disable needs a second person; null = never. */
  limit: number | null
}
