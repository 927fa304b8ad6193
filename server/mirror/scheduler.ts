import 'server-only'
import type { Services } from '../context'
import { Pause } from '../platform/pause'
import { repeat } from '../platform/repeat'
import { createBalanceQueue } from './balances'
import { createInventor } from './history/invent'
import { createHistoryKeeper } from './history/keeper'
import { createLease } from './lease'
import { remember, type SweepResult, type SweepTrigger } from './record'
import { refreshStalePool } from './refresh-pool'
import { answerRequests, onWake, sweepRequested } from './request'
import { sweep } from './sweep'
import { createVacuum } from './vacuum'

/** Between two rounds of each loop, look-ups of outcomes included. */
export const syncTickMs = 2_000
/** Accounts that no status filter shows are rare: every twentieth sweep looks for them. */
const EVERYTHING_EVERY = 20
/** After a failure the next sweep starts sooner, so that the mirror is current soon after an outage. */
const RETRY_SECONDS = 30
const BALANCES_AT_ONCE = 4
/** No sweep takes longer. */
const LONGEST_PAUSE_MS = 3_600_000

/** Due look-ups of commands with an unknown outcome. They run in sync's loops, but are not sync's work. */
export type Upkeep = {
  /** On every instance: calls that a killed one had in flight. */
  recover(): Promise<void>
  /** On the one instance that syncs: looks unknown outcomes up. */
  settle(): Promise<void>
}

type SyncOptions = {
  /** No other process can use this (embedded) database: a lease at the start belongs to a dead process. */
  alone?: boolean
  tickMs?: number
  /** The demo: makes up three months of history. */
  inventHistory?: boolean
}

/** Sync may use a fifth of the rate limit: half of that is for sweeps, the rest for the balances. */
const SWEEPS_SHARE = 1 / 10

/** The time in which so many requests stay within a sweep's share of the reported limit. 0 = none was reported. */
export function spreadMs(requests: number, rate: { limit: number | null; windowMs: number | null }): number {
  if (rate.limit === null || rate.windowMs === null) return 0
  return Math.ceil((requests * rate.windowMs) / (rate.limit * SWEEPS_SHARE))
}

/**
 * When the next sweep starts: after the interval, which stretches for a large fleet and a low limit (`spread`). A sweep
 * that took long for other reasons is followed by a pause as long as itself.
 */
export function nextSweepAt(
  last: Pick<SweepResult, 'state' | 'startedAt' | 'finishedAt'>,
  interval: number,
  spread = 0,
): Date {
  const finished = last.finishedAt.getTime()
  // The clock may have been set while it ran.
  const started = Math.min(last.startedAt.getTime(), finished)
  const took = Math.min(finished - started, LONGEST_PAUSE_MS)
  const pause = last.state === 'failed' ? Math.min(interval, RETRY_SECONDS) * 1_000 : took
  const regular = last.state === 'failed' ? 0 : started + interval * 1_000
  return new Date(Math.max(regular, finished + pause, started + spread))
}

/** Keeps the mirror up to date until it is stopped; a failure is logged and recorded and never stops it. */
export function startSync(services: Services, upkeep: Upkeep, options: SyncOptions = {}): { stop(): Promise<void> } {
  const { tickMs = syncTickMs, alone = false, inventHistory = false } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const lease = createLease(services, alone)
  // PostgreSQL has autovacuum.
  const vacuum = alone ? createVacuum(services) : null
  const sweeper = new Sweeper(services, lease, vacuum, signal)
  const failed = (task: string) => (error: unknown) => {
    if (!signal.aborted) services.log.error({ err: error, task }, 'background work failed')
  }

  const sweeps = repeat(tickMs, signal, failed('sweep'), () => sweeper.sweepWhenDue())
  const queue = createBalanceQueue(services)
  let poolTriedAt: Date | null = null
  const balances = repeat(tickMs, signal, failed('balances'), async () => {
    // With a foreign or refused key no balances are requested, and a sweep goes first.
    if (!lease.held() || !sweeper.isCalm() || services.hasRoom?.() === false) return false
    poolTriedAt = await refreshStalePool(services, poolTriedAt, signal)
    const asked = await queue.refreshOldest(BALANCES_AT_ONCE, signal)
    await vacuum?.wrote(asked)
    return asked === BALANCES_AT_ONCE
  })
  const keepHistory = createHistoryKeeper(services, alone)
  const invent = inventHistory ? createInventor(services) : null
  const history = repeat(tickMs, signal, failed('history'), async () => {
    // After the first sweep: a day without one has no figures.
    if (!lease.held() || !sweeper.isCalm()) return false
    await keepHistory()
    return invent?.()
  })
  const settling = repeat(tickMs, signal, failed('settle'), async () => {
    if (lease.held()) await upkeep.settle()
  })
  // A separate loop: look-ups that Telnyx does not answer must not delay it.
  const recovering = repeat(tickMs, signal, failed('recovery'), () => upkeep.recover())
  const leasing = repeat(tickMs, signal, failed('lease'), async () => {
    const before = lease.held()
    if ((await lease.renew()) && !before) for (const task of [sweeps, balances, history, settling]) task.wake()
  })
  const forget = onWake(sweeps.wake)

  return {
    stop: async () => {
      forget()
      stopping.abort()
      await Promise.all([sweeps.ended, balances.ended, history.ended, settling.ended, recovering.ended, leasing.ended])
      await lease.release().catch(failed('lease'))
    },
  }
}

type Lease = ReturnType<typeof createLease>
type Vacuum = ReturnType<typeof createVacuum>

/** Sweeps when one is due. */
class Sweeper {
  private succeeded = 0
  /** null = since the start none has ended */
  private pause: Pause | null = null
  private sweeping = false
  private healthy = false

  constructor(
    private readonly services: Services,
    private readonly lease: Lease,
    private readonly vacuum: Vacuum | null,
    private readonly signal: AbortSignal,
  ) {}

  /** The last sweep could read the lists, and none is under way. */
  isCalm(): boolean {
    return this.healthy && !this.sweeping
  }

  async sweepWhenDue(): Promise<void> {
    if (!this.lease.held() || this.services.hasRoom?.() === false) return
    const trigger = await this.triggerNow()
    if (!trigger) return
    this.sweeping = true
    try {
      await this.sweep(trigger)
    } catch (error) {
      this.rest(RETRY_SECONDS * 1_000)
      throw error
    } finally {
      this.sweeping = false
    }
  }

  private async sweep(trigger: SweepTrigger): Promise<void> {
    const { services, lease, vacuum, signal } = this
    const everything = this.succeeded % EVERYTHING_EVERY === 0
    const result = await sweep(services, trigger, { everything, signal, mayWrite: () => lease.renew() })
    // Lists whose figures do not add up stay so for long: balances must not wait for them.
    this.healthy = result.state === 'succeeded' || result.read
    if (result.state === 'succeeded') this.succeeded += 1
    const spread = spreadMs(result.requests, services.telnyx.limiter.snapshot())
    const next = nextSweepAt(result, services.settings.syncInterval, spread)
    this.rest(next.getTime() - result.finishedAt.getTime(), result.finishedAt)
    if (signal.aborted) return
    await remember(services, { nextAt: next.toISOString() })
    await answerRequests(services.db, services.now())
    const { all, ...ofStatus } = result.counts
    await vacuum?.wrote(result.changed, all ?? Object.values(ofStatus).reduce((sum, one) => sum + one, 0))
  }

  private async triggerNow(): Promise<SweepTrigger | null> {
    if (await sweepRequested(this.services.db, new Date(0))) return 'manual'
    if (this.pause === null) return 'start'
    return this.pause.isOver() ? 'interval' : null
  }

  private rest(ms: number, from?: Date): void {
    this.pause ??= new Pause(this.services.now)
    this.pause.begin(ms, from)
  }
}
