import 'server-only'
import { createBreaker } from './breaker'
import { createBudget, type Share, type Token } from './budget'
import {
  type CallReport,
  circuitOpen,
  createPermit,
  type Lane,
  lanes,
  type Permit,
  type TurnRequest,
  tooBusy,
} from './permit'
import { SEND_WITHIN_MS, sendWithin } from './send-before'
import { createWaitingLine, type Waiter } from './waiting-line'

export type { CallReport, Lane, Permit, TurnRequest } from './permit'

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

/** This process's demand on a budget that several share. */
export type Demand = {
  /** Tokens */
  taken: number
  /** Bulk work or the sync could have sent more. */
  hungry: boolean
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
  /** Runs something later and returns how to cancel it; `idle` = does not keep the process alive. */
  schedule?: (run: () => void, ms: number, idle: boolean) => () => void
  maxInFlight?: number
  /** Default 15 s */
  sendWithinMs?: number
}

/** A sync read that has waited this long goes before bulk once: a long job must not let the mirror become stale. */
const SYNC_PATIENCE_MS = 30_000
/** After this time without any demand, probing stops; it resumes with the next demand. */
const INTEREST_MS = 60_000

export function createLimiter(options: LimiterOptions = {}): Limiter {
  const now = options.now ?? Date.now
  const schedule = options.schedule ?? scheduleTimeout
  const sendWithinMs = options.sendWithinMs ?? SEND_WITHIN_MS
  const maxInFlight = Math.max(1, options.maxInFlight ?? 8)
  const mostInFlight: Record<Lane, number> = {
    click: maxInFlight,
    bulk: Math.max(1, maxInFlight - 2),
    sync: Math.max(1, Math.floor(maxInFlight / 2)),
  }
  const budget = createBudget()
  const breaker = createBreaker()
  const line = createWaitingLine(now)
  const inFlight: Record<Lane, number> = { click: 0, bulk: 0, sync: 0 }
  let demand: Demand = { taken: 0, hungry: false }
  let probe: ((permit: Permit) => Promise<unknown>) | null = null
  let lastInterest = Number.NEGATIVE_INFINITY
  let instances = 1
  let callOffWake = () => {}

  const allInFlight = () => inFlight.click + inFlight.bulk + inFlight.sync

  function pump(): void {
    callOffWake()
    callOffWake = () => {}
    const wakeIn = Math.min(dropExpired(), breaker.isOpen() ? whileDown() : serveAll())
    if (Number.isFinite(wakeIn)) callOffWake = schedule(pump, Math.max(1, Math.ceil(wakeIn)), line.all().length === 0)
  }

  function serveAll(): number {
    let wakeIn = Number.POSITIVE_INFINITY
    for (const lane of order()) {
      wakeIn = Math.min(wakeIn, serve(lane))
      // A click that waits makes everybody behind it wait too.
      if (lane === 'click' && line.of(lane).length > 0) break
    }
    return wakeIn
  }

  function order(): readonly Lane[] {
    const [oldest] = line.of('sync')
    return oldest && now() - oldest.since >= SYNC_PATIENCE_MS ? ['click', 'sync', 'bulk'] : lanes
  }

  function hasPlace(lane: Lane): boolean {
    if (lane === 'bulk' && breaker.onTrial(now()) && inFlight.bulk > 0) return false
    return allInFlight() < mostInFlight[lane]
  }

  /** Lets through what this lane may send now; returns when to look again (Infinity = when a call ends). */
  function serve(lane: Lane): number {
    for (;;) {
      const [waiter] = line.of(lane)
      if (!waiter) return Number.POSITIVE_INFINITY
      const wait = budget.wait(lane, now())
      if (wait > 0) {
        if (lane !== 'click') demand.hungry = true
        // A caller that holds turns asks again in any case: refused at once, it would ask without a pause.
        if (waiter.hold || now() + wait <= waiter.expires) return wait
        line.shift(lane)
        waiter.refuse(tooBusy(waiter.operation, wait))
        continue
      }
      if (!hasPlace(lane)) return Number.POSITIVE_INFINITY
      line.shift(lane)
      waiter.grant(start(waiter))
    }
  }

  /** Refuses callers that do not wait for the end of an outage, and probes while there is demand. */
  function whileDown(): number {
    tryUrgent()
    for (const waiter of line.all()) {
      lastInterest = now()
      if (!waiter.awaitsProbe && msUntilProbe() <= 0) waiter.awaitsProbe = sendProbe()
    }
    const leaving = line.takeOut(
      ({ awaitsProbe, hold, lane, urgent }) => !awaitsProbe && !urgent && !(hold && lane === 'bulk'),
    )
    for (const waiter of leaving) waiter.refuse(circuitOpen(waiter.operation, retryAfterMs()))
    const urgent = line.all().some(waiter => waiter.urgent) ? msUntilUrgent() : Number.POSITIVE_INFINITY
    if (now() - lastInterest > INTEREST_MS) return urgent
    if (msUntilProbe() <= 0) sendProbe()
    return Math.min(urgent, msUntilProbe())
  }

  /** Fraud must be stopped in an outage too: urgent calls are tried, one at a time and not often. */
  function tryUrgent(): void {
    const first = line.of('click').find(waiter => waiter.urgent)
    if (!first || msUntilUrgent() > 0 || !hasPlace('click')) return
    line.takeOut(waiter => waiter === first)
    breaker.urgentBegins(now())
    first.grant(start(first))
  }

  function msUntilUrgent(): number {
    return Math.max(breaker.msUntilUrgent(now()), budget.silence(now()))
  }

  function msUntilProbe(): number {
    return probe ? Math.max(breaker.msUntilProbe(now()), budget.silence(now())) : Number.POSITIVE_INFINITY
  }

  function retryAfterMs(): number {
    const until = msUntilProbe()
    return Number.isFinite(until) ? Math.max(500, until) : 5000
  }

  function sendProbe(): boolean {
    breaker.probeBegins(now())
    const permit = start({ lane: 'sync', operation: 'probe', hold: false, urgent: false }, true)
    // In the next turn of the event loop: the caller must get its answer first.
    void Promise.resolve(permit)
      .then(probe)
      .catch(() => {})
      .finally(() => permit.done({ outcome: 'unsaid' }))
    return true
  }

  function start(request: Pick<Waiter, 'lane' | 'operation' | 'hold' | 'urgent'>, probing = false): Permit {
    const { lane, operation, hold, urgent } = request
    const token = budget.take(lane, now())
    inFlight[lane] += 1
    demand.taken += 1
    return createPermit({
      lane,
      operation,
      sendBefore: sendWithin(sendWithinMs),
      lapse: end => (hold ? schedule(end, sendWithinMs, true) : () => {}),
      // While a permit was held, Telnyx may have asked us to send nothing, or gone down; a fresh permit was just let
      // through.
      refusal() {
        if (!hold) return null
        if (breaker.isOpen() && !urgent) return circuitOpen(operation, retryAfterMs())
        const silence = budget.silence(now())
        return silence > 0 ? tooBusy(operation, silence) : null
      },
      sending: () => budget.send(token, now()),
      ended(report, sent) {
        inFlight[lane] -= 1
        if (!sent) budget.giveBack(token, now())
        else if (token.held) budget.send(token, now())
        budget.end(token)
        learn(token, report)
        if (probing) probeEnded()
        pump()
      },
    })
  }

  function learn(token: Token, report: CallReport): void {
    if (report.outcome === 'failed') breaker.failed(token.sentAt, now())
    if (report.outcome !== 'answered') return
    if (report.status === 429) budget.refused(token, report.rate, now())
    else budget.report(token, report.rate, now())
    if (report.status >= 500) breaker.failed(token.sentAt, now())
    else breaker.answered(token.lane, now())
  }

  function probeEnded(): void {
    breaker.probeEnded()
    for (const waiter of line.all()) waiter.awaitsProbe = false
  }

  function dropExpired(): number {
    for (const { lane, operation, refuse } of line.takeOut(waiter => waiter.expires <= now())) {
      if (breaker.isOpen()) refuse(circuitOpen(operation, retryAfterMs()))
      else refuse(tooBusy(operation, budget.wait(lane, now()) || 1000))
    }
    return Math.min(Number.POSITIVE_INFINITY, ...line.all().map(waiter => waiter.expires - now()))
  }

  return {
    acquire: request => line.join(request, pump),

    probeWith(read) {
      probe = read
      pump()
    },

    setShare({ instances: all, lastsMs, ...share }) {
      instances = all
      budget.setShare({ ...share, ends: now() + lastsMs })
      breaker.shareProbes(all)
      pump()
    },

    demand() {
      const waiting = line.all().some(({ lane }) => lane !== 'click')
      const since = { taken: demand.taken, hungry: demand.hungry || waiting }
      demand = { taken: 0, hungry: false }
      return since
    },

    snapshot: () => ({
      ...budget.facts(now()),
      waiting: { click: line.of('click').length, bulk: line.of('bulk').length, sync: line.of('sync').length },
      inFlight: allInFlight(),
      busy: { ...inFlight },
      instances,
      part: budget.part(now()),
      breaker: breaker.isOpen() ? 'open' : 'closed',
      openSince: breaker.openSince(),
    }),
  }
}

function scheduleTimeout(run: () => void, ms: number, idle: boolean): () => void {
  // setTimeout's limit of 24 days is never reached: every wait is clamped to two minutes.
  const timer = setTimeout(run, ms)
  if (idle) timer.unref()
  return () => clearTimeout(timer)
}
