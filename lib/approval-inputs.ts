import { disableParameters, limitParameters } from './job-inputs'
import { text, z } from './zod'

const note = text().trim().max(500, 'Use 500 characters or fewer.')

const asked = {
  /** The frozen selection the dialog counted. */
  selection: z.uuid(),
  reason: note.min(3, 'Say why: the one who decides reads it.'),
}

/** Parameters are checked as when the job starts: what could not be started cannot be requested. */
export const requestApprovalInput = z.discriminatedUnion(
  'action',
  [
    z.object({ action: z.literal('accounts.disable'), parameters: disableParameters, ...asked }),
    z.object({
      action: z.literal('accounts.channel_limit'),
      parameters: limitParameters.extend({ limit: z.literal(0, 'Only a limit of 0 needs approval.') }),
      ...asked,
    }),
  ],
  'This needs no approval.',
)

export const decideApprovalInput = z.object({
  id: z.uuid(),
  /** Of what was on the screen: another request than that is not approved. */
  digest: text().length(64),
  verdict: z.enum(['approved', 'rejected'], 'Approve or reject.'),
  note: note.default(''),
})

export const approvalInput = z.object({ id: z.uuid() })

/** Over how many accounts in 24 hours a second person is needed; null = never. */
export const approvalLimitInput = z.object({
  over: z.int('Enter a whole number.').min(0, 'Enter 0 or more.').max(100_000, 'Enter 100,000 or fewer.').nullable(),
})
