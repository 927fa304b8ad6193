import type { AccountStatus } from './managed-account'

/** How true the mirror is at this moment, for the shell, the overview and the settings. */
export type SyncState = {
  /** ISO end of the last complete sweep; null before the first one. */
  asOf: string | null
  /** A sweep is under way, or was asked for and starts within seconds. */
  running: boolean
  /** What the last sweep failed of; null once a later one was complete. */
  lastError: SyncError | null
  /** ISO instant of the next sweep; null while nobody has planned it. */
  nextAt: string | null
  /** Telnyx answers every status filter with the same accounts: statuses cannot be learned. */
  statusFilterIgnored: boolean
  /** Accounts in the mirror that Telnyx has not lost. */
  accounts: number
  /** How many of them have a known balance, and since when the oldest of these is known. */
  balancesKnown: number
  oldestBalanceAt: string | null
  /** The rate budget as Telnyx reported it; null = not said yet. */
  limiter: { limit: number | null; remaining: number | null; breaker: 'closed' | 'open' }
}

type SyncError = { message: string; hint?: string; requestId?: string; at: string }

/**
 * When a shown status was last seen to hold. A sweep does not rewrite a row it found unchanged, so for a status that the last
 * sweep matched the sweep's own time counts, and the row's time otherwise.
 */
export function statusSeenAt(
  row: {
    status: AccountStatus
    statusMatched: readonly string[]
    statusObservedAt: string
    missingSince: string | null
  },
  asOf: string | null,
): string {
  const confirmed = asOf !== null && row.missingSince === null && row.statusMatched.includes(row.status)
  return confirmed && asOf > row.statusObservedAt ? asOf : row.statusObservedAt
}
