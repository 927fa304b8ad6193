import type { AccountStatus } from './managed-account'

/** How current the mirror is, for the shell, the overview and the settings. */
export type SyncState = {
  /** ISO end of the last complete sweep; null before the first one. */
  asOf: string | null
  /** A sweep is running, or was requested and starts within seconds. */
  running: boolean
  /** The failure of the last sweep; null once a later one was complete. */
  lastError: SyncError | null
  /** ISO instant of the next sweep; null while none is planned. */
  nextAt: string | null
  /** Telnyx answers every status filter with the same accounts: statuses cannot be learned. */
  statusFilterIgnored: boolean
  /** Accounts in the mirror that are still at Telnyx. */
  accounts: number
  /** How many of them have a known balance, and the time of the oldest of these. */
  balancesKnown: number
  oldestBalanceAt: string | null
  /** The rate limit as Telnyx reported it; null = not reported yet. */
  limiter: { limit: number | null; remaining: number | null; breaker: 'closed' | 'open' }
}

type SyncError = { message: string; hint?: string; requestId?: string; at: string }

/**
 * When a shown status was last confirmed. A sweep does not rewrite an unchanged row. So for a status that the last
 * sweep matched, the time of the sweep counts, and the row's time otherwise.
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
