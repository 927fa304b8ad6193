import { type ApprovableAction, approvableActions } from './approval'
import { disableParameters } from './job-inputs'
import { text, z } from './zod'

const note = text().trim().max(500, 'Use 500 characters or fewer.')

export const requestApprovalInput = z.object({
  action: z.enum(Object.keys(approvableActions) as [ApprovableAction], 'This needs no approval.'),
  /** The frozen selection the dialog counted. */
  selection: z.uuid(),
  /** Checked as when the job starts: what could not be started cannot be requested. */
  parameters: disableParameters,
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
