import { type ApprovableAction, approvableActions } from './approval'
import { text, z } from './zod'

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
