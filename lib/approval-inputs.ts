import { disableParameters, limitParameters } from './job-inputs'
import { text, trimmed, z } from './zod'

const note = trimmed(500)

const asked = {
  /** The frozen selection that the dialog counted. */
  selection: z.uuid(),
  reason: note.check(z.minLength(3, 'Enter a message to the approver.')),
}

/** Validates parameters as at the start of the job, so that only startable jobs can be requested. */
export const requestApprovalInput = z.discriminatedUnion(
  'action',
  [
    z.object({ action: z.literal('accounts.disable'), parameters: disableParameters, ...asked }),
    z.object({
      action: z.literal('accounts.channel_limit'),
      parameters: z.extend(limitParameters, { limit: z.literal(0, 'Only a limit of 0 requires approval.') }),
      ...asked,
    }),
  ],
  'This does not require approval.',
)

export const decideApprovalInput = z.object({
  id: z.uuid(),
  /** The digest of the displayed request, so that no other request is approved. */
  digest: text().check(z.length(64)),
  verdict: z.enum(['approved', 'rejected'], 'Approve or reject.'),
  note: z.default_(note, ''),
})

export const approvalInput = z.object({ id: z.uuid() })

/** Above how many accounts in 24 hours approval is required; null = never. */
export const approvalLimitInput = z.object({
  over: z.nullable(
    z
      .int('Enter a whole number.')
      .check(z.minimum(0, 'Enter 0 or more.'), z.maximum(100_000, 'Enter 100,000 or fewer.')),
  ),
})
