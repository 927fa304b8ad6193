import 'server-only'
import type { Services } from '../context'
import { createBalanceQueue } from './balances'
import { createLease } from './lease'
import { refreshStalePool } from './pool'
import { remember, type SweepResult, type SweepTrigger } from './record'
import { repeat } from './repeat'
import { answerRequests, onWake, sweepRequested } from './request'
import { recoverCalls, recoverInterrupted, settleDue } from './settle'
import { sweep } from './sweep'
import { createVacuum } from './vacuum'

const TICK_MS = 2_000
/** Accounts that no status filter shows are rare: every twentieth sweep looks for them. */
const EVERYTHING_EVERY = 20
/** After a failure Telnyx is asked again sooner, so that an outage does not last longer here than there. */
const RETRY_SECONDS = 30
const BALANCES_AT_ONCE = 4
const RECOVER_ALL_EVERY_MS = 60_000

type SyncOptions = {
  /**
   * No other process can use this database (the embedded one): a lease that exists at the start belongs to a dead
   * process.
   */
  alone?: boolean
  tickMs?: number
}

/** Sync may use a fifth of the rate limit: half of that is for sweeps, the rest for the balances. */
const SWEEPS_SHARE = 1 / 10

/**
 * The time over which a sweep of this many requests is spread to stay within its share of the reported limit. 0 = no
 * limit was reported.
 */
export function spreadMs(requests: number, rate: { limit: number | null; windowMs: number | null }): number {
  if (rate.limit === null || rate.windowMs === null) return 0
  return Math.ceil((requests * rate.windowMs) / (rate.limit * SWEEPS_SHARE))
}

/**
 * When the next sweep starts: after the interval, which stretches when the fleet is large and the limit is low. A sweep
 * that took long for other reasons is followed by a pause as long as itself.
 * @param spread the result of spreadMs for the last sweep
 */
export function nextSweepAt(
  last: Pick<SweepResult, 'state' | 'startedAt' | 'finishedAt'>,
  interval: number,
  spread = 0,
): Date {
  const started = last.startedAt.getTime()
  const finished = last.finishedAt.getTime()
  const pause = last.state === 'failed' ? Math.min(interval, RETRY_SECONDS) * 1_000 : finished - started
  const regular = last.state === 'failed' ? 0 : started + interval * 1_000
  return new Date(Math.max(regular, finished + pause, started + spread))
}

/** Keeps the mirror up to date until it is stopped; a failure is logged and recorded and never stops it. */
export function startSync(services: Services, options: SyncOptions = {}): { stop(): Promise<void> } {
  const { tickMs = TICK_MS, alone = false } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const lease = createLease(services, alone)
  const balanceQueue = createBalanceQueue(services)
  // Not for PostgreSQL, which has autovacuum.
  const vacuum = alone ? createVacuum(services) : null
  const now = () => services.now().getTime()
  const failed = (task: string) => (error: unknown) => {
    if (!signal.aborted) services.log.error({ err: error, task }, 'background work failed')
  }
  let succeeded = 0
  let due = 0
  let healthy = false
  let sweeping = false
  let poolTriedAt: Date | null = null

  async function triggerNow(): Promise<SweepTrigger | null> {
    if (await sweepRequested(services.db, new Date(0))) return 'manual'
    if (now() < due) return null
    return due === 0 ? 'start' : 'interval'
  }

  async function sweepWhenDue(): Promise<undefined> {
    if (!lease.held()) return
    const trigger = await triggerNow()
    if (!trigger) return
    sweeping = true
    try {
      const everything = succeeded % EVERYTHING_EVERY === 0
      const result = await sweep(services, trigger, { everything, signal, mayWrite: () => lease.renew() })
      healthy = result.state === 'succeeded'
      if (healthy) succeeded += 1
      const spread = spreadMs(result.requests, services.telnyx.limiter.snapshot())
      const next = nextSweepAt(result, services.settings.syncInterval, spread)
      due = next.getTime()
      if (signal.aborted) return
      await remember(services, { nextAt: next.toISOString() })
      await answerRequests(services.db, services.now())
      const { all, ...ofStatus } = result.counts
      await vacuum?.wrote(result.changed, all ?? Object.values(ofStatus).reduce((sum, one) => sum + one, 0))
    } catch (error) {
      due = now() + RETRY_SECONDS * 1_000
      throw error
    } finally {
      sweeping = false
    }
  }

  async function refreshBalances(): Promise<boolean> {
    // With a foreign or refused key no balances are requested, and a sweep goes first.
    if (!lease.held() || !healthy || sweeping) return false
    poolTriedAt = await refreshStalePool(services, poolTriedAt, signal)
    const asked = await balanceQueue.refreshOldest(BALANCES_AT_ONCE, signal)
    await vacuum?.wrote(asked)
    return asked === BALANCES_AT_ONCE
  }

  let recoverAllAt = 0
  /**
   * The remaining instances find the calls in flight of a killed one. Look-ups that Telnyx does not answer do not delay
   * this.
   */
  async function recover(): Promise<undefined> {
    if (now() >= recoverAllAt) {
      recoverAllAt = now() + RECOVER_ALL_EVERY_MS
      await recoverInterrupted(services)
    } else await recoverCalls(services)
  }

  async function settle(): Promise<undefined> {
    if (lease.held()) await settleDue(services)
  }

  const sweeps = repeat(tickMs, signal, failed('sweep'), sweepWhenDue)
  const balances = repeat(tickMs, signal, failed('balances'), refreshBalances)
  const settling = repeat(tickMs, signal, failed('settle'), settle)
  const recovering = repeat(tickMs, signal, failed('recovery'), recover)
  const leasing = repeat(tickMs, signal, failed('lease'), async () => {
    const before = lease.held()
    if ((await lease.renew()) && !before) for (const task of [sweeps, balances, settling]) task.wake()
    return undefined
  })
  const forget = onWake(sweeps.wake)

  return {
    stop: async () => {
      forget()
      stopping.abort()
      await Promise.all([sweeps.ended, balances.ended, settling.ended, recovering.ended, leasing.ended])
      await lease.release().catch(failed('lease'))
    },
  }
}
