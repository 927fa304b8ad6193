import 'server-only'
import { SEND_WITHIN_MS } from '../platform/send-before'
import { steadyNow } from '../platform/steady-clock'
import { createBreaker } from './breaker'
import { Budget } from './budget'
import { type Demand, DemandMeter } from './demand'
import { Dispatcher } from './dispatcher'
import { InFlight } from './in-flight'
import { Outage } from './outage'
import type { Lane, Permit, TurnRequest } from './permit'
import { RetrySchedule } from './retry-schedule'
import { type Schedule, scheduleTimeout } from './schedule'
import type { Share } from './share'
import { Turns } from './turns'
import { createWaitingLine } from './waiting-line'

export type { CallReport, Lane, Permit } from './permit'

type LimiterSnapshot = {
  /** Requests per window as Telnyx reported them; null = not reported yet */
  limit: number | null
  remaining: number | null
  /** Epoch ms when the window ends */
  resetAt: number | null
  /** How long a window is, by the observed resets; null = not known yet */
  windowMs: number | null
  /** Epoch ms until which Telnyx asked us to send nothing (429) */
  blockedUntil: number | null
  waiting: Record<Lane, number>
  /** Turns given out and not ended, in total and by lane */
  inFlight: number
  busy: Record<Lane, number>
  /** How many processes share the limit, and this one's part of it, 0…1; null = its last division is too old */
  instances: number
  part: number | null
  breaker: 'closed' | 'open'
  /** Epoch ms since when Telnyx counts as down */
  openSince: number | null
}

export type Limiter = {
  /**
   * Waits for the turn of a request.
   * @param hold the permit may wait for its use, and a bulk one for the end of an outage; neither used nor given back
   * within `sendWithinMs`, it expires
   * @throws TelnyxError `circuit_open`, `rate_limited` or `cancelled`: nothing was sent
   */
  acquire(request: TurnRequest & { hold?: boolean }): Promise<Permit>
  /** @param probe a harmless read, sent while Telnyx is down to find out when it is back; without one it stays down */
  probeWith(probe: (permit: Permit) => Promise<unknown>): void
  /** Sets this process's part of the budget for `lastsMs`; clicks may exceed it. */
  setShare(share: Share & { instances: number; lastsMs: number }): void
  /** Since the last call of this method */
  demand(): Demand
  snapshot(): LimiterSnapshot
}

export type LimiterOptions = {
  now?: () => number
  schedule?: Schedule
  maxInFlight?: number
  /** Default 15 s */
  sendWithinMs?: number
}

export function createLimiter(options: LimiterOptions = {}): Limiter {
  const { now = steadyNow, schedule = scheduleTimeout, sendWithinMs = SEND_WITHIN_MS, maxInFlight = 8 } = options
  const budget = new Budget()
  const breaker = createBreaker()
  const line = createWaitingLine(now)
  const inFlight = new InFlight(Math.max(1, maxInFlight))
  const demand = new DemandMeter()
  const retry = new RetrySchedule(breaker, budget, now)
  const dispatch = () => dispatcher.run()
  const clocks = { now, schedule }
  const turns = new Turns({ ...clocks, budget, breaker, retry, inFlight, demand, sendWithinMs, freed: dispatch })
  const outage = new Outage({ breaker, retry, line, turns, now })
  const dispatcher = new Dispatcher({ ...clocks, budget, breaker, retry, line, turns, outage, demand })
  let instances = 1

  return {
    acquire: request => line.join(request, dispatch),

    probeWith(probe) {
      outage.probeWith(probe)
      dispatch()
    },

    setShare({ instances: all, lastsMs, ...share }) {
      instances = all
      budget.setShare({ ...share, ends: now() + lastsMs })
      breaker.shareProbes(all)
      dispatch()
    },

    demand: () => demand.read(line.all().some(({ lane }) => lane !== 'click')),

    snapshot: () => ({
      ...budget.facts(now()),
      waiting: { click: line.of('click').length, bulk: line.of('bulk').length, sync: line.of('sync').length },
      inFlight: inFlight.total(),
      busy: inFlight.byLane(),
      instances,
      breaker: breaker.isOpen() ? 'open' : 'closed',
      openSince: breaker.openSince(),
    }),
  }
}
