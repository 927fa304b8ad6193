import { type DisableReason, disableReasons } from './account-words'
import { idOf } from './id'
import { text, trimmed, z } from './zod'

// The inputs of the account commands. Not in lib/accounts.ts, so that lists load without forms.

/** Throws not_found for a text that cannot be an account id. */
export function accountIdOf(value: string | undefined): string {
  return idOf(value, 'This account')
}

const accountId = z.uuid('This is not an account id.')
export const note = trimmed(1_000)
const day = z.union([z.literal(''), z.iso.date().check(z.refine(value => value >= '1900'))], 'Enter a date.')
const tick = z.boolean().check(z.refine(value => value, 'Confirm this to continue.'))

/** Of one account, and of many (lib/job-inputs.ts). */
export const disableFields = {
  reason: z.enum(Object.keys(disableReasons) as [DisableReason, ...DisableReason[]], 'Choose a reason.'),
  note,
  /** A ticket number ("ZD-48213") or a link. */
  ticket: trimmed(500),
  reviewOn: day,
}
export const otherReasonNeedsNote = z.refine<{ reason: string; note: string }>(
  input => input.reason !== 'other' || input.note.length >= 3,
  { path: ['note'], error: 'Enter the reason.' },
)

export const disableAccountInput = z
  .object({
    accountId,
    ...disableFields,
    /** Acknowledges that calls may fail, emergency calls included: the customer has another line, or knows. */
    emergencyConfirmed: tick,
    /** The account's name, required only if the account is protected. */
    typedName: z.default_(text().check(z.maxLength(255, 'Use 255 characters or fewer.')), ''),
    /** Sends at once, without time to undo. */
    now: z.default_(z.boolean(), false),
  })
  .check(otherReasonNeedsNote)

export const enableAccountInput = z.object({
  accountId,
  reason: note.check(z.minLength(3, 'Enter why the account is enabled again.')),
  reenableConnections: z.boolean(),
})

export const customPricingInput = z.object({ accountId, allow: z.boolean(), reason: note })

export const limitFields = {
  limit: z
    .int('Enter a whole number of channels.')
    .check(z.minimum(0, 'Enter 0 or more.'), z.maximum(1_000_000, 'Enter 1,000,000 or fewer.')),
  reason: note,
}

export const channelLimitInput = z
  .object({
    accountId,
    ...limitFields,
    /** Required only for a limit of 0. */
    emergencyConfirmed: z.boolean(),
  })
  .check(
    z.refine(input => input.limit > 0 || input.emergencyConfirmed, {
      path: ['emergencyConfirmed'],
      error:
        'With 0 channels, no outbound calls go through, including emergency calls (911/112). Confirm this to continue.',
    }),
  )
export type ChannelLimitInput = z.infer<typeof channelLimitInput>

/** The id in an address; null for anything that is not a UUID. */
export function uuidOf(value: unknown): string | null {
  return z.uuid().safeParse(value).data ?? null
}

export const createAccountInput = z.object({
  /** Made by the form when it opens. Sending the same form twice creates one account. */
  id: accountId,
  name: trimmed(255).check(z.minLength(1, 'Enter the business name.')),
  email: z.pipe(
    text().check(z.trim(), z.toLowerCase(), z.maxLength(254, 'Use 254 characters or fewer.')),
    z.union(
      [z.literal(''), z.email('Enter an e-mail address, such as billing@example.com.')],
      'Enter an e-mail address, such as billing@example.com.',
    ),
  ),
  /** Empty = nobody can sign in to the account directly. */
  password: text().check(
    z.maxLength(128, 'Use 128 characters or fewer.'),
    z.refine(value => value === '' || value.length >= 12, 'Use 12 characters or more, or leave it empty.'),
  ),
  rollupBilling: z.boolean('Choose rollup billing or own balance.'),
  customPricing: z.boolean(),
  /** Ids of accounts with the same or a similar name, and of open creates, that the operator confirmed to be other customers. */
  acknowledged: z.array(z.uuid()).check(z.maxLength(100)),
})
export type CreateAccountInput = z.infer<typeof createAccountInput>

export const protectAccountInput = z.object({
  accountId,
  protect: z.boolean(),
  reason: note.check(z.minLength(3, 'Enter a reason.')),
})

/** The secrets that Telnyx reports for a managed account, and their labels. */
export const revealFields = { api_key: 'API key', api_token: 'API token' } as const
export type RevealField = keyof typeof revealFields

export const revealKeyInput = z.object({
  id: accountId,
  field: z.enum(Object.keys(revealFields) as [RevealField, ...RevealField[]], 'Choose what to reveal.'),
  reason: trimmed(500).check(z.minLength(3, 'Enter what you need the key for.')),
})

export const acknowledgeDriftInput = z.object({
  accountId,
  /** The changes that the operator has seen. */
  ids: z.array(z.uuid()).check(z.minLength(1, 'Choose a change.'), z.maxLength(100, 'Choose 100 changes or fewer.')),
  note,
})

export const markConnectionsInput = z.object({
  accountId,
  /** The enable command that left the connections off. */
  commandId: z.uuid(),
})

export const settleCommandInput = z.object({
  commandId: z.uuid(),
  done: z.boolean(),
  note: note.check(z.minLength(3, 'Enter how you found out.')),
})

export const undoCommandInput = z.object({ commandId: z.uuid() })

export const accountNoteInput = z.object({ accountId, text: note.check(z.minLength(1, 'Write a note first.')) })
