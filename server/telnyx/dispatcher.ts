import 'server-only'
import type { Breaker } from './breaker'
import type { Budget } from './budget'
import type { DemandMeter } from './demand'
import type { Outage } from './outage'
import { circuitOpen, type Lane, lanes, tooBusy } from './permit'
import type { RetrySchedule } from './retry-schedule'
import type { Schedule } from './schedule'
import type { Turns } from './turns'
import type { WaitingLine } from './waiting-line'

/** A sync read that has waited this long goes before bulk once: a long job must not let the mirror become stale. */
const SYNC_PATIENCE_MS = 30_000
const syncFirst: readonly Lane[] = ['click', 'sync', 'bulk']

type Parts = {
  budget: Budget
  breaker: Breaker
  retry: RetrySchedule
  line: WaitingLine
  turns: Turns
  outage: Outage
  demand: DemandMeter
  now: () => number
  schedule: Schedule
}

/** Grants and refuses turns in the order of the lanes, and wakes up when the next one may be due. */
export class Dispatcher {
  private callOffWake = () => {}

  constructor(private readonly parts: Parts) {}

  /** Call it after every change of the state. */
  readonly run = (): void => {
    const { breaker, line, outage, schedule } = this.parts
    this.callOffWake()
    this.callOffWake = () => {}
    const wakeIn = Math.min(this.dropExpired(), breaker.isOpen() ? outage.serve() : this.serveAll())
    if (!Number.isFinite(wakeIn)) return
    this.callOffWake = schedule(this.run, Math.max(1, Math.ceil(wakeIn)), line.all().length === 0)
  }

  private serveAll(): number {
    let wakeIn = Number.POSITIVE_INFINITY
    for (const lane of this.order()) {
      wakeIn = Math.min(wakeIn, this.serve(lane))
      // A click that waits makes all requests behind it wait too.
      if (lane === 'click' && this.parts.line.of(lane).length > 0) break
    }
    return wakeIn
  }

  private order(): readonly Lane[] {
    const [oldest] = this.parts.line.of('sync')
    return oldest && this.parts.now() - oldest.since >= SYNC_PATIENCE_MS ? syncFirst : lanes
  }

  /** Sends what this lane may send now; returns when to look again (Infinity = when a call ends). */
  private serve(lane: Lane): number {
    const { budget, line, turns, demand, now } = this.parts
    for (;;) {
      const [waiter] = line.of(lane)
      if (!waiter) return Number.POSITIVE_INFINITY
      const wait = budget.wait(lane, now())
      if (wait > 0) {
        if (lane !== 'click') demand.hadToWait()
        // A caller that may hold its turn asks again anyway. Refused at once, it would ask again without a pause.
        if (waiter.hold || now() + wait <= waiter.expires) return wait
        line.shift(lane)
        waiter.refuse(tooBusy(waiter.operation, wait))
        continue
      }
      if (!turns.hasPlace(lane)) return Number.POSITIVE_INFINITY
      line.shift(lane)
      waiter.grant(turns.start(waiter))
    }
  }

  private dropExpired(): number {
    const { budget, breaker, retry, line, now } = this.parts
    for (const { lane, operation, refuse } of line.takeOut(waiter => waiter.expires <= now())) {
      if (breaker.isOpen()) refuse(circuitOpen(operation, retry.retryAfterMs()))
      else refuse(tooBusy(operation, budget.wait(lane, now()) || 1000))
    }
    return Math.min(Number.POSITIVE_INFINITY, ...line.all().map(waiter => waiter.expires - now()))
  }
}
