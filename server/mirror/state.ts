import 'server-only'
import { and, count, eq, gt, isNull, min } from 'drizzle-orm'
import type { SyncState } from '@/lib/sync'
import type { Services } from '../context'
import { accounts, syncRuns } from '../platform/db/schema'
import { readMemory } from './record'
import { sweepRequested } from './request'

/** A sweep that started longer ago has lost its process. */
const longestSweepMs = 15 * 60_000
/** A request that no instance took for this long will not start a sweep soon. */
const requestCountsMs = 60_000

export async function syncState(ctx: Services): Promise<SyncState> {
  const now = ctx.now().getTime()
  const [memory, figures, sweeping, requested] = await Promise.all([
    readMemory(ctx.db),
    ctx.db
      .select({
        accounts: count(),
        balancesKnown: count(accounts.balanceObservedAt),
        oldestBalanceAt: min(accounts.balanceObservedAt),
      })
      .from(accounts)
      .where(isNull(accounts.missingSince)),
    ctx.db
      .select({ id: syncRuns.id })
      .from(syncRuns)
      .where(and(eq(syncRuns.state, 'running'), gt(syncRuns.startedAt, new Date(now - longestSweepMs))))
      .limit(1),
    sweepRequested(ctx.db, new Date(now - requestCountsMs)),
  ])
  const { limit, remaining, breaker } = ctx.telnyx.limiter.snapshot()
  return {
    asOf: memory.asOf ?? null,
    running: requested || sweeping.length > 0,
    lastError: memory.error ?? null,
    nextAt: memory.nextAt ?? null,
    statusFilterIgnored: memory.statusFilterIgnored ?? false,
    accounts: figures[0]?.accounts ?? 0,
    balancesKnown: figures[0]?.balancesKnown ?? 0,
    oldestBalanceAt: figures[0]?.oldestBalanceAt?.toISOString() ?? null,
    limiter: { limit, remaining, breaker },
  }
}
