import type { AccountDetail } from './accounts'

/** How fresh the mirror is, for the shell, the overview and the settings. */
export type SyncState = {
  /** ISO instant of the end of the last complete sweep; null before the first one. */
  asOf: string | null
  /** A sweep is running, or was requested and starts within seconds. */
  running: boolean
  /** Why the last sweep failed; null after a later complete sweep. */
  lastError: SyncError | null
  /** ISO instant of the next sweep; null while none is scheduled. */
  nextAt: string | null
  /** Telnyx answers every status filter with the same accounts, so statuses are unknown. */
  statusFilterIgnored: boolean
  /** Accounts in the mirror that are not gone from Telnyx. */
  accounts: number
  /** How many of them have a known balance, and when the oldest one was read. */
  balancesKnown: number
  oldestBalanceAt: string | null
  /** The rate limit as Telnyx reported it; null = not reported yet. */
  limiter: { limit: number | null; remaining: number | null; breaker: 'closed' | 'open' }
}

type SyncError = { message: string; hint?: string; requestId?: string; at: string }

/**
 * When a displayed status was last confirmed. A sweep does not rewrite unchanged rows, so the time of the last sweep
 * counts for a status that it matched, and otherwise the row's own time.
 */
export function statusSeenAt(
  row: Pick<AccountDetail, 'status' | 'statusMatched' | 'statusObservedAt' | 'missingSince'>,
  asOf: string | null,
): string {
  const confirmed = asOf !== null && row.missingSince === null && row.statusMatched.includes(row.status)
  return confirmed && asOf > row.statusObservedAt ? asOf : row.statusObservedAt
}
