import { z } from 'zod'
import type { AccountFacet } from './account-search'
import type { CommandView, PendingCommand } from './command'
import { notFound } from './errors'
import type { AccountStatus } from './managed-account'

/** A managed account as the tables show it. Balances are null for roles that may not see them. */
export type AccountRow = {
  id: string
  name: string | null
  email: string | null
  status: AccountStatus
  statusSource: 'sweep' | 'command' | 'probe'
  statusObservedAt: string
  rollupBilling: boolean | null
  customPricing: boolean | null
  channelLimit: number | null
  channelLimitObservedAt: string | null
  availableCredit: string | null
  currency: string | null
  balanceObservedAt: string | null
  createdAt: string | null
  updatedAt: string | null
  reviewOn: string | null
  /** Set when Telnyx said 404 for it. */
  missingSince: string | null
  pending: PendingCommand | null
}

/** Everything known of one account, each fact with its source and time. */
export type AccountDetail = AccountRow & {
  apiUser: string | null
  managerAccountId: string | null
  balance: string | null
  creditLimit: string | null
  channelLimitSource: 'command' | 'stated' | null
  statusMatched: string[]
  disabledReason: string | null
  disabledNote: string | null
  disabledBy: string | null
  disabledAt: string | null
  firstSeenAt: string
  observedAt: string
}

export type FacetCount = { value: string; count: number }

export type AccountPage = {
  rows: AccountRow[]
  /** How many match. */
  rowCount: number
  /** How many there are, whatever is searched for. */
  total: number
  /** End of the last complete sweep; null = Telnyx was not read yet, so an empty list says nothing. */
  asOf: string | null
  facets: Record<AccountFacet, FacetCount[]>
  /** Creates nobody knows the end of: they have no row yet. */
  openCreates: OpenCreate[]
}

export type OpenCreate = { command: CommandView; name: string; email: string }

export type AccountNote = { id: string; text: string; operatorName: string; createdAt: string }

/** The account page: what is known, what is under way, what people wrote. */
export type AccountView = {
  account: AccountDetail
  /** When the status was last seen to hold. */
  statusSeenAt: string
  commands: CommandView[]
  notes: AccountNote[]
}

/** Throws not_found for what cannot be an account's id. */
export function accountIdOf(value: string | undefined): string {
  const parsed = z.uuid().safeParse(value)
  if (!parsed.success) throw notFound('This account')
  return parsed.data
}

// ---- inputs of the commands ----

export const disableReasons = {
  unpaid: 'Unpaid balance',
  fraud: 'Suspected fraud',
  abuse: 'Abuse or complaints',
  request: 'The customer asked for it',
  ended: 'Contract ended',
  other: 'Another reason',
} as const
export type DisableReason = keyof typeof disableReasons

const accountId = z.uuid('This is not an account id.')
const note = z.string().trim().max(1_000, 'Use 1,000 characters or fewer.')
const ticket = z
  .string()
  .trim()
  .max(500, 'Use 500 characters or fewer.')
  .refine(
    value => value === '' || /^https?:\/\/[^\s]+$/.test(value),
    'Enter a link that begins with https://, or leave it empty.',
  )
const day = z.string().refine(value => value === '' || /^\d{4}-\d{2}-\d{2}$/.test(value), 'Enter a date.')
const tick = z.boolean().refine(value => value, 'Confirm this before you go on.')

export const disableAccountInput = z
  .object({
    accountId,
    reason: z.enum(Object.keys(disableReasons) as [DisableReason, ...DisableReason[]], 'Choose a reason.'),
    note,
    ticket,
    reviewOn: day,
    /** Calls may fail, emergency calls included: the customer has another line, or knows. */
    emergencyConfirmed: tick,
  })
  .refine(input => input.reason !== 'other' || input.note.length >= 3, {
    path: ['note'],
    error: 'Say what the reason is.',
  })
export type DisableAccountInput = z.infer<typeof disableAccountInput>

export const enableAccountInput = z.object({
  accountId,
  reason: note.min(3, 'Say why the account is enabled again.'),
  reenableConnections: z.boolean(),
})
export type EnableAccountInput = z.infer<typeof enableAccountInput>

export const customPricingInput = z.object({ accountId, allow: z.boolean(), reason: note })
export type CustomPricingInput = z.infer<typeof customPricingInput>

export const channelLimitInput = z
  .object({
    accountId,
    limit: z
      .int('Enter a whole number of channels.')
      .min(0, 'Enter 0 or more.')
      .max(1_000_000, 'Enter 1,000,000 or fewer.'),
    reason: note,
    /** Needed for a limit of 0 only. */
    emergencyConfirmed: z.boolean(),
  })
  .refine(input => input.limit > 0 || input.emergencyConfirmed, {
    path: ['emergencyConfirmed'],
    error: 'With 0 channels no outbound call goes through, emergency calls included. Confirm this before you go on.',
  })
export type ChannelLimitInput = z.infer<typeof channelLimitInput>

export const createAccountInput = z.object({
  /** Made by the form when it opens: sending the same form twice creates one account. */
  id: accountId,
  name: z.string().trim().min(1, 'Enter the business name.').max(255, 'Use 255 characters or fewer.'),
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254, 'Use 254 characters or fewer.')
    .pipe(
      z.union(
        [z.literal(''), z.email('Enter an e-mail address, such as billing@example.com.')],
        'Enter an e-mail address, such as billing@example.com.',
      ),
    ),
  /** Empty = nobody can sign in to the account directly. */
  password: z
    .string()
    .max(128, 'Use 128 characters or fewer.')
    .refine(value => value === '' || value.length >= 12, 'Use 12 characters or more, or leave it empty.'),
  rollupBilling: z.boolean('Choose who pays.'),
  customPricing: z.boolean(),
})
export type CreateAccountInput = z.infer<typeof createAccountInput>

export const settleCommandInput = z.object({
  commandId: z.uuid(),
  done: z.boolean(),
  note: note.min(3, 'Say how you found out.'),
})

export const accountNoteInput = z.object({ accountId, text: note.min(1, 'Write a note first.') })

const unaccented: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** A name as part of an e-mail address. Where no letter of it can stand there, a number made of it, so that names stay apart. */
function emailTag(name: string): string {
  const tag = name
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, letter => unaccented[letter] ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '')
  if (/[a-z]/.test(tag)) return tag
  const number = [...name.trim()].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_679_616, 7)
  return `account-${number.toString(36).padStart(4, '0')}`
}

/** An address for a customer who has none: the operator's own, with the business's name as its tag. */
export function proposeEmail(businessName: string, operatorEmail: string): string {
  const at = operatorEmail.lastIndexOf('@')
  return `${operatorEmail.slice(0, at)}+${emailTag(businessName)}${operatorEmail.slice(at)}`
}

/** What an account's status lets a person do; `why` explains where nothing is offered. */
export function allowedSwitch(status: AccountStatus): { disable: boolean; enable: boolean; why: string | null } {
  switch (status) {
    case 'enabled':
      return { disable: true, enable: false, why: null }
    case 'disabled':
      return { disable: false, enable: true, why: null }
    case 'blocked':
      return { disable: false, enable: false, why: 'Telnyx blocked this account. Only Telnyx support can lift that.' }
    case 'cancelled':
      return { disable: false, enable: false, why: 'This account is cancelled. It can no longer be changed.' }
    case 'unknown':
      return {
        disable: true,
        enable: true,
        why: 'Nobody could tell this account’s status yet: it may already be what you ask for.',
      }
  }
}
