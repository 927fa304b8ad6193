import type { AuditEntry } from './audit'
import type { CommandView } from './command'
import type { JobRow } from './job'
import type { AccountStatus, ChannelPool } from './managed-account'

export type Overview = {
  /** Accounts Telnyx still has; cancelled ones included. */
  total: number
  /** How many Telnyx allows this manager. */
  cap: number
  byStatus: { status: AccountStatus; count: number }[]
  rollup: { yes: number; no: number; unknown: number }
  channels: (ChannelPool & { observedAt: string; known: number; limitsKnown: number }) | null
  /** Own-balance accounts whose available credit is below zero, and how many balances are known; null without the right to see money. */
  credit: { negative: number; known: number; of: number } | null
  /** Accounts changed outside the console that nobody acknowledged. */
  drifted: number
  /** Disabled accounts whose review date has come. */
  reviewsDue: number
  /** Commands whose outcome is not known yet, newest first. */
  open: CommandView[]
  /** Jobs that are not through yet, newest first. */
  jobs: JobRow[]
  activity: AuditEntry[]
}
