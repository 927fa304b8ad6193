import type { AccountSortKey } from './account-columns'
import { type AccountFilter, everyAccount } from './account-filters'
import type { AccountLimit } from './account-limit'
import { serializeAccountSearch } from './account-search'
import type { flagValues } from './account-words'
import type { Attention } from './attention'
import type { AuditEntry } from './audit'
import type { LowCredit } from './billing'
import type { PoolAnswer } from './channels'
import type { CommandView } from './command'
import type { JobRow } from './job'
import { type AccountStatus, accountStatuses, type ChannelPool } from './managed-account'

export type Overview = {
  /** What the navigation badges count, as of this answer. */
  attention: Attention
  /** When the last complete sync ended. Null = none has: how many accounts Telnyx has is not known yet. */
  asOf: string | null
  limit: AccountLimit
  byStatus: { status: AccountStatus; count: number }[]
  rollup: { yes: number; no: number; unknown: number }
  channels: { pool: ChannelPool & { observedAt: string }; known: PoolAnswer['known'] } | null
  /** Own-balance accounts whose available credit is below their threshold; null without the permission to see balances. */
  credit: LowCredit | null
  /** Accounts changed outside the console, and not marked as seen. */
  drifted: number
  /** Disabled accounts with a review date on or before this day, of the organization's time zone. */
  reviewsDue: { count: number; by: string }
  /** Commands with an unknown outcome, newest first. */
  open: CommandView[]
  /** Jobs that have not ended, newest first. */
  jobs: JobRow[]
  activity: AuditEntry[]
}

const all: AccountFilter = { ...everyAccount, missing: ['no'] }
const active: AccountFilter = { ...all, status: accountStatuses.filter(status => status !== 'cancelled') }

/**
 * The filters of the account figures. The server counts with the same filter that the link carries, so a figure always
 * matches its list. Only the figure of outside changes includes accounts that are no longer at Telnyx.
 */
export const overviewFilters = {
  status: (status: AccountStatus): AccountFilter => ({ ...all, status: [status] }),
  /** What counts against the account limit, with or without cancelled accounts. */
  active: () => active,
  all: () => all,
  rollup: (flag: (typeof flagValues)[number]): AccountFilter => ({ ...all, rollup: [flag] }),
  drifted: (): AccountFilter => ({ ...everyAccount, drifted: ['yes'] }),
  /** Own-balance accounts that are not cancelled; with values of `owing`, those whose credit is known. */
  credit: (owing: AccountFilter['owing']): AccountFilter => ({ ...active, rollup: ['no'], owing }),
  reviewsDue: (by: string): AccountFilter => ({ ...all, reviewTo: by }),
}

export function accountsAddress(filter: AccountFilter, sortBy?: AccountSortKey): string {
  const sort = sortBy && { sort: [{ key: sortBy, descending: false }] }
  return `/accounts${serializeAccountSearch({ ...filter, ...sort })}`
}
