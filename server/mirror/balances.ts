import 'server-only'
import { and, asc, desc, eq, isNull, lt, ne, or, sql } from 'drizzle-orm'
import type { Problem } from '@/lib/errors'
import type { Services } from '../context'
import { accounts, syncRuns } from '../platform/db/schema'
import { readProblem, TelnyxError } from '../telnyx/error'
import type { Lane } from '../telnyx/limiter'
import { askAccount, markMissing, writeDetail } from './detail'

/** Opening an account twice in a row asks once. */
const recentSeconds = 15
/** The background skips a balance that is younger than this, however much budget is left. */
const freshSeconds = 300

type Refreshed =
  | { state: 'refreshed' }
  /** Requested a moment ago, so the mirror is current. */
  | { state: 'recent' }
  /** Telnyx answered 404. */
  | { state: 'gone' }
  | { state: 'failed'; problem: Problem }

/**
 * Asks Telnyx for one account and writes balance and facts to the mirror: a click if the last request is 15 s old, the
 * background if it is 5 minutes old. Does not throw for a failure of Telnyx; unknown ids return `gone`.
 */
export async function refreshBalance(
  services: Services,
  accountId: string,
  lane: Lane,
  signal?: AbortSignal,
): Promise<Refreshed> {
  const [row] = await services.db
    .select({ status: accounts.status, triedAt: accounts.balanceTriedAt })
    .from(accounts)
    .where(eq(accounts.id, accountId))
  if (!row) return { state: 'gone' }
  const at = services.now()
  const recent = lane === 'click' ? recentSeconds : freshSeconds
  if (row.triedAt && at.getTime() - row.triedAt.getTime() < recent * 1_000) return { state: 'recent' }
  try {
    const detail = await askAccount(services, accountId, { lane, ...(signal && { signal }) })
    if (detail) {
      await writeDetail(services, detail, at)
      return { state: 'refreshed' }
    }
    await tried(services, accountId, at)
    if (row.status !== 'cancelled' && (await lastSweepSucceeded(services))) await markMissing(services, accountId)
    return { state: 'gone' }
  } catch (error) {
    if (!(error instanceof TelnyxError)) throw error
    // A request that was never sent does not count, or the account would lose its turn.
    if (!unsent.includes(error.kind)) await tried(services, accountId, at)
    return { state: 'failed', problem: readProblem(error, { repeated: false }) }
  }
}

const unsent: readonly TelnyxError['kind'][] = ['circuit_open', 'rate_limited', 'cancelled']

async function tried(services: Services, id: string, at: Date): Promise<void> {
  await services.db.update(accounts).set({ balanceTriedAt: at }).where(eq(accounts.id, id))
}

/** With another manager's key every account is a 404: it counts only when a sweep has just confirmed the manager. */
async function lastSweepSucceeded(services: Services): Promise<boolean> {
  const [last] = await services.db
    .select({ state: syncRuns.state })
    .from(syncRuns)
    .where(ne(syncRuns.state, 'running'))
    .orderBy(desc(syncRuns.startedAt))
    .limit(1)
  return last?.state === 'succeeded'
}

/** Ids per query; each query sorts all accounts. */
const queueSize = 500
/** A queue is read again after this time, so that a new account does not wait until the queue is empty. */
const queueMaxAgeMs = 60_000

/** Refreshes balances in the background: accounts without a request first, then the oldest request. */
export function createBalanceQueue(services: Services) {
  let due: string[] = []
  let readAt = Number.NEGATIVE_INFINITY
  const now = () => services.now().getTime()

  async function readDue(): Promise<string[]> {
    const old = new Date(now() - freshSeconds * 1_000)
    const rows = await services.db
      .select({ id: accounts.id })
      .from(accounts)
      .where(and(isNull(accounts.missingSince), or(isNull(accounts.balanceTriedAt), lt(accounts.balanceTriedAt, old))))
      .orderBy(sql`${accounts.balanceTriedAt} asc nulls first`, asc(accounts.id))
      .limit(queueSize)
    return rows.map(({ id }) => id)
  }

  return {
    /** Refreshes the next n. Returns how many it handled; stops when Telnyx is down. */
    async refreshOldest(n: number, signal?: AbortSignal): Promise<number> {
      if (due.length === 0 || now() - readAt > queueMaxAgeMs) {
        due = await readDue()
        readAt = now()
      }
      let handled = 0
      for (const id of due.splice(0, n)) {
        const result = await refreshBalance(services, id, 'sync', signal)
        // The next queue contains the rest of this round again.
        if (result.state === 'failed') break
        handled += 1
      }
      return handled
    },
  }
}
