import type { AccountFacet } from './account-filters'
import type { CreateAccountInput } from './account-inputs'
import type { CommandView, PendingCommand } from './command'
import type { CreditThreshold } from './credit-threshold'
import type { Drift } from './drift'
import type { AccountStatus } from './managed-account'
import { can, type Role } from './permissions'
import { plainLetters } from './plain-letters'

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
  balance: string | null
  availableCredit: string | null
  currency: string | null
  balanceObservedAt: string | null
  createdAt: string | null
  updatedAt: string | null
  /** Why and by whom it was disabled here; kept while it stays disabled. */
  disabledReason: string | null
  disabledBy: string | null
  disabledAt: string | null
  reviewOn: string | null
  /** The ticket of the disable, if it has one. Lists have it. */
  disableTicket?: string
  /** When Telnyx answered 404 for it; null = not missing. */
  missingSince: string | null
  /** Null = not protected. */
  protectedReason: string | null
  /** Changed outside the console, and not marked as seen yet. */
  drifted: boolean
  pending: PendingCommand | null
  /** The note or ticket that matched a search, when name, e-mail and id do not show why the account was found. */
  hit?: SearchHit
}

/** A matching word in a note or a ticket, with the text around it. */
export type SearchHit = { in: 'note' | 'ticket'; before: string; hit: string; after: string }

/** Everything known about one account, each fact with its source and time. */
export type AccountDetail = AccountRow & {
  apiUser: string | null
  managerAccountId: string | null
  creditLimit: string | null
  /** Null for roles that may not see balances, and for accounts that do not pay from their own balance. */
  threshold: CreditThreshold | null
  channelLimitSource: 'command' | 'stated' | null
  statusMatched: readonly string[]
  disabledNote: string | null
  protectedBy: string | null
  protectedAt: string | null
  firstSeenAt: string
  observedAt: string
}

export type FacetCount = { value: string; count: number }

export type AccountPage = {
  rows: AccountRow[]
  /** The end of the last complete sweep; null = no sweep yet, so an empty list means nothing. */
  asOf: string | null
  /** Creates with an unknown outcome, which have no row yet. */
  openCreates: OpenCreate[]
}

/** The counts of a filter. They do not depend on page and sort, and rows do not wait for them. */
export type AccountCounts = {
  /** How many match. */
  rowCount: number
  /** All accounts, without the filter. */
  total: number
  /** For each facet, how many accounts each of its values would match. */
  facets: Record<AccountFacet, FacetCount[]>
}

export type OpenCreate = { command: CommandView; name: string; email: string }

/** The values of a form, without its password. */
export type WantedAccount = Pick<CreateAccountInput, 'name' | 'email' | 'rollupBilling' | 'customPricing'> & {
  hasPassword: boolean
}

/** A form that was sent, with the state of its command. */
export type SentCreate = { command: CommandView; wanted: WantedAccount }

export type AccountNote = { id: string; text: string; operatorName: string; createdAt: string }

/** A disable outside the console, for which no reason is recorded. */
export type DisabledOutside = {
  /** The start of the sync that first saw it; null = the account was already disabled when the console first saw it. */
  seenAt: string | null
  /** What started that sync; null = no longer recorded. */
  trigger: 'start' | 'interval' | 'manual' | null
}

/** The state of an account's connections after an enable. Telnyx does not report it, so it is known only from changes made here. */
export type Connections =
  | { state: 'off'; commandId: string; by: string; at: string }
  /** Telnyx was asked to enable them, or an operator marked them as enabled. */
  | { state: 'requested' | 'marked'; by: string; at: string }
  /** Enabled outside the console, first seen then. */
  | { state: 'unknown'; at: string }

/** The account page: the known facts, open commands, and notes. */
export type AccountView = {
  account: AccountDetail
  /** When the status was last confirmed. */
  statusSeenAt: string
  disabledOutside: DisabledOutside | null
  /** The ticket of a disable made here; null = none was given. */
  disableTicket: string | null
  /** Null if the account is not enabled, or was never enabled here. */
  connections: Connections | null
  commands: CommandView[]
  /** Changes made outside the console, newest first. */
  drift: Drift[]
  notes: AccountNote[]
}

export function accountName(account: { name: string | null; email: string | null; id: string }): string {
  return account.name ?? account.email ?? account.id
}

/** Whether a typed text is this name. Letter composition and the width of spaces are invisible, so they are ignored. */
export function isTypedName(typed: string, name: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  return plain(typed) === plain(name)
}

/** A name as a part of an e-mail address. A name without usable letters becomes a number, so that names stay distinct. */
function emailTag(name: string): string {
  const tag = plainLetters(name.toLowerCase())
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '')
  if (/[a-z]/.test(tag)) return tag
  const number = [...name.trim()].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_679_616, 7)
  return `account-${number.toString(36).padStart(4, '0')}`
}

/** An address for a customer without one: the operator's address, tagged with the business name. */
export function proposeEmail(businessName: string, operatorEmail: string): string {
  const at = operatorEmail.lastIndexOf('@')
  return `${operatorEmail.slice(0, at)}+${emailTag(businessName)}${operatorEmail.slice(at)}`
}

type AllowedSwitch = { disable: boolean; enable: boolean; why: string | null }

/** The switches that a role is offered. Only roles that may protect accounts can disable a protected one. */
export function offeredSwitch(account: Pick<AccountRow, 'status' | 'protectedReason'>, role: Role): AllowedSwitch {
  const allowed = allowedSwitch(account.status)
  if (!allowed.disable || account.protectedReason === null || can(role, 'accounts.protect')) return allowed
  const why = 'This account is protected. Only an owner or a manager can disable it.'
  return { ...allowed, disable: false, why: [allowed.why, why].filter(Boolean).join(' ') }
}

/** The changes that an account's status allows. `why` explains a change that is not offered, or an unknown status. */
export function allowedSwitch(status: AccountStatus): AllowedSwitch {
  switch (status) {
    case 'enabled':
      return { disable: true, enable: false, why: null }
    case 'disabled':
      return { disable: false, enable: true, why: null }
    case 'blocked':
      return { disable: false, enable: false, why: 'Telnyx blocked this account. Only Telnyx support can unblock it.' }
    case 'cancelled':
      return { disable: false, enable: false, why: 'This account is cancelled. It can no longer be changed.' }
    case 'unknown':
      return {
        disable: true,
        enable: true,
        why: 'This account’s status is unknown. It may already be the status that you want.',
      }
  }
}
