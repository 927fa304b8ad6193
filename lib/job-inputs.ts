import { exportColumnNames, isBalance } from './account-columns'
import { ticket } from './account-inputs'
import { type DisableReason, disableReasons } from './account-words'
import { invalid } from './errors'
import { idOf } from './id'
import { endangersCalls } from './job'
import { jsonOrNull } from './json'
import { text, z } from './zod'

// Inputs that start and control jobs. Not in lib/job.ts, so that lists of jobs do not load the code of forms.

const note = text().check(z.trim(), z.maxLength(1_000, 'Use 1,000 characters or fewer.'))
const day = z.union([z.literal(''), z.iso.date().check(z.refine(value => value >= '1900'))], 'Enter a date.')
const emergency =
  'Calls may fail, including emergency calls (911/112). Confirm that the customers have another line or have been told.'

/** For the job, and for its approval request. */
export const disableParameters = z
  .object({
    reason: z.enum(Object.keys(disableReasons) as [DisableReason, ...DisableReason[]], 'Choose a reason.'),
    note,
    ticket,
    reviewOn: day,
  })
  .check(
    z.refine(input => input.reason !== 'other' || input.note.length >= 3, {
      path: ['note'],
      error: 'Enter the reason.',
    }),
  )
export type DisableParameters = z.infer<typeof disableParameters>

const enableParameters = z.object({
  reason: note.check(z.minLength(3, 'Enter why the accounts are enabled again.')),
  reenableConnections: z.boolean(),
})

const pricingParameters = z.object({ allow: z.boolean(), reason: note })

export const limitParameters = z.object({
  limit: z
    .int('Enter a whole number of channels.')
    .check(z.minimum(0, 'Enter 0 or more.'), z.maximum(1_000_000, 'Enter 1,000,000 or fewer.')),
  reason: note,
})

/** The change to the selected accounts: kind and parameters, the same for dry run, approval and job. */
export const bulkChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accounts.disable'), parameters: disableParameters }),
  z.object({ kind: z.literal('accounts.enable'), parameters: enableParameters }),
  z.object({ kind: z.literal('accounts.custom_pricing'), parameters: pricingParameters }),
  z.object({ kind: z.literal('accounts.channel_limit'), parameters: limitParameters }),
])
export type BulkChange = z.infer<typeof bulkChange>

export const startJobInput = z
  .object({
    /** Generated when the dialog opens, so that sending it twice starts one job. */
    id: z.uuid(),
    /** The frozen selection that the dialog counted. */
    selection: z.uuid(),
    change: bulkChange,
    /** The number of accounts, typed by the operator. */
    typedCount: text().check(z.trim(), z.maxLength(12)),
    emergencyConfirmed: z.boolean(),
    /** Sends immediately, without the grace period. */
    now: z.default_(z.boolean(), false),
  })
  .check(
    z.refine(input => !endangersCalls(input.change) || input.emergencyConfirmed, {
      path: ['emergencyConfirmed'],
      error: emergency,
    }),
  )
export type StartJobInput = z.infer<typeof startJobInput>

/** A dry run of the same change. */
export const planJobInput = z.object({ selection: z.uuid(), change: bulkChange })

export const startApprovedInput = z.object({ id: z.uuid(), approvalId: z.uuid() })

export const startExportInput = z.object({
  /** Generated when the dialog opens. */
  id: z.uuid(),
  selection: z.uuid(),
  columns: z.array(z.enum(exportColumnNames)).check(
    z.maxLength(exportColumnNames.length),
    z.refine(columns => columns.some(isBalance), 'Choose a column with balances. Only balances are read again.'),
  ),
})

export const jobInput = z.object({ jobId: z.uuid('This is not a job id.') })

/** Throws not_found if the value cannot be a job id. */
export function jobIdOf(value: string | undefined): string {
  return idOf(value, 'This job')
}

/** Reads a dry run from an address: `selection`, and `change` as JSON. Throws invalid. */
export function loadPlanJob(from: URLSearchParams): z.infer<typeof planJobInput> {
  const change = jsonOrNull(from.get('change') ?? '')
  const parsed = planJobInput.safeParse({ selection: from.get('selection'), change })
  if (!parsed.success) throw invalid('This change cannot be checked.')
  return parsed.data
}
