import 'server-only'
import { createBreaker } from './breaker'
import { createBudget } from './budget'
import { TelnyxError } from './error'
import { MAX_WAIT_MS, type RateReport } from './rate-report'
import { isTooLate, SEND_WITHIN_MS, type SendBefore, sendWithin } from './send-before'

/** In order: a waiting click takes the next token, then bulk work, then the background sync. */
const lanes = ['click', 'bulk', 'sync'] as const
export type Lane = (typeof lanes)[number]

export type CallReport =
  /** Telnyx answered, with whatever status */
  | { outcome: 'answered'; status: number; rate: RateReport }
  /** No answer: connection failed or lost, or the deadline passed; `sent: false` = certainly not a byte of it went out */
  | { outcome: 'failed'; sent?: boolean }
  /** Says nothing about Telnyx: given up by our caller, or an answer that was not Telnyx's */
  | { outcome: 'unsaid'; sent?: boolean }

/** The turn of one request. Who has one either makes a call with it or gives it back; a held one lapses by itself. */
export type Permit = {
  readonly lane: Lane
  /** What is sent with it must be on its way before this. */
  readonly sendBefore: SendBefore
  /**
   * Begins its one request.
   * @throws TelnyxError, certainty `no`: it has lapsed, was used, or Telnyx wants to hear nothing since it was given
   */
  use(): void
  /**
   * Ends it, whatever became of the request; unused, it gives its token back (`{ outcome: 'unsaid' }`). Only the first
   * call counts.
   */
  done(report: CallReport): void
}

export type TurnRequest = {
  lane: Lane
  operation: string
  signal?: AbortSignal
  /** Rejects with `rate_limited` when the turn cannot come within that time */
  maxWaitMs?: number
}

type LimiterSnapshot = {
  /** Requests per window as Telnyx reported them; null = not said yet */
  limit: number | null
  remaining: number | null
  /** Epoch ms when the window ends */
  resetAt: number | null
  /** How long a window is, by the resets seen; null = not said yet */
  windowMs: number | null
  /** Epoch ms until which Telnyx asked for silence (429) */
  blockedUntil: number | null
  waiting: Record<Lane, number>
  inFlight: number
  breaker: 'closed' | 'open'
}

export type Limiter = {
  /**
   * Waits for the turn of a request.
   * @param hold the permit may wait for its use; neither used nor given back within `sendWithinMs`, it takes itself back
   * @throws TelnyxError `circuit_open`, `rate_limited` or `cancelled`: nothing was sent
   */
  acquire(request: TurnRequest & { hold?: boolean }): Promise<Permit>
  snapshot(): LimiterSnapshot
}

export type LimiterOptions = {
  now?: () => number
  /** Runs something later and answers how to call it off. */
  schedule?: (run: () => void, ms: number) => () => void
  maxInFlight?: number
  /** Default 15 s */
  sendWithinMs?: number
}

type Waiter = {
  lane: Lane
  operation: string
  hold: boolean
  since: number
  expires: number
  grant(permit: Permit): void
  refuse(error: TelnyxError): void
}

/** A sync read that has waited this long goes before bulk once: a long job must not leave the mirror to age. */
const SYNC_PATIENCE_MS = 30_000

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
  const queues: Record<Lane, Waiter[]> = { click: [], bulk: [], sync: [] }
  let inFlight = 0
  let callOffWake = () => {}

  function pump(): void {
    callOffWake()
    callOffWake = () => {}
    let wakeIn = dropExpired()
    for (const lane of order()) {
      const wait = serve(lane)
      wakeIn = Math.min(wakeIn, wait)
      // What keeps a click waiting keeps everybody behind it waiting too.
      if (queues[lane].length > 0 && lane === 'click') break
    }
    if (Number.isFinite(wakeIn)) callOffWake = schedule(pump, Math.max(1, Math.ceil(wakeIn)))
  }

  function order(): readonly Lane[] {
    const oldest = queues.sync[0]
    return oldest && now() - oldest.since >= SYNC_PATIENCE_MS ? ['click', 'sync', 'bulk'] : lanes
  }

  /** Lets through what this lane may send now; answers when to look again (Infinity = when a call ends). */
  function serve(lane: Lane): number {
    for (;;) {
      const waiter = queues[lane][0]
      if (!waiter) return Number.POSITIVE_INFINITY
      if (!breaker.mayPass(lane, now())) {
        queues[lane].shift()
        waiter.refuse(circuitOpen(waiter.operation, breaker.msUntilProbe(lane, now())))
        continue
      }
      const wait = budget.wait(lane, now())
      if (wait > 0) {
        if (now() + wait <= waiter.expires) return wait
        queues[lane].shift()
        waiter.refuse(tooBusy(waiter.operation, wait))
        continue
      }
      if (inFlight >= mostInFlight[lane]) return Number.POSITIVE_INFINITY
      queues[lane].shift()
      waiter.grant(start(waiter))
    }
  }

  function start({ lane, operation, hold }: Waiter): Permit {
    const token = budget.take(lane, now())
    const { probe } = breaker.passed(now())
    const sendBefore = sendWithin(sendWithinMs)
    let state: 'held' | 'used' | 'over' = 'held'
    inFlight += 1

    function done(report: CallReport): void {
      if (state === 'over') return
      const unused = state === 'held'
      state = 'over'
      callOffLapse()
      inFlight -= 1
      if (probe) breaker.probeEnded()
      if (wasSent(report, unused)) budget.send(token, now())
      else budget.giveBack(token, now())
      learn(token.number, report)
      pump()
    }

    /** While a permit was held, Telnyx may have asked for silence or gone down; a fresh one was let through just now. */
    function refusal(): TelnyxError | null {
      if (state !== 'held' || isTooLate(sendBefore)) return tooLate(operation)
      if (!hold) return null
      if (!probe && breaker.isOpen()) return circuitOpen(operation, breaker.msUntilProbe(lane, now()))
      const silence = budget.silence(now())
      return silence > 0 ? tooBusy(operation, silence) : null
    }

    const callOffLapse = hold ? schedule(() => done({ outcome: 'unsaid' }), sendWithinMs) : () => {}
    return {
      lane,
      sendBefore,
      done,
      use() {
        const refused = refusal()
        if (refused) {
          if (state === 'held') done({ outcome: 'unsaid' })
          throw refused
        }
        state = 'used'
        budget.send(token, now())
      },
    }
  }

  function learn(number: number, report: CallReport): void {
    if (report.outcome === 'failed') breaker.failed(now())
    if (report.outcome !== 'answered') return
    if (report.status === 429) budget.refused(report.rate, now())
    else budget.report(number, report.rate, inFlight, now())
    if (report.status >= 500) breaker.failed(now())
    else breaker.answered()
  }

  function dropExpired(): number {
    let next = Number.POSITIVE_INFINITY
    for (const lane of lanes) {
      const expired = queues[lane].filter(waiter => waiter.expires <= now())
      if (expired.length > 0) queues[lane] = queues[lane].filter(waiter => waiter.expires > now())
      for (const waiter of expired) waiter.refuse(tooBusy(waiter.operation, budget.wait(lane, now()) || 1000))
      for (const waiter of queues[lane]) next = Math.min(next, waiter.expires - now())
    }
    return next
  }

  return {
    acquire: ({ lane, operation, signal, maxWaitMs, hold = false }) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(cancelled(operation))
        const leave = () => {
          queues[lane] = queues[lane].filter(other => other !== waiter)
          reject(cancelled(operation))
          pump()
        }
        const settle = <T>(then: (value: T) => void) => {
          return (value: T) => {
            signal?.removeEventListener('abort', leave)
            then(value)
          }
        }
        const waiter: Waiter = {
          lane,
          operation,
          hold,
          since: now(),
          expires: now() + (maxWaitMs ?? Number.POSITIVE_INFINITY),
          grant: settle(resolve),
          refuse: settle(reject),
        }
        signal?.addEventListener('abort', leave, { once: true })
        queues[lane].push(waiter)
        pump()
      }),

    snapshot: () => ({
      ...budget.facts(now()),
      waiting: { click: queues.click.length, bulk: queues.bulk.length, sync: queues.sync.length },
      inFlight,
      breaker: breaker.isOpen() ? 'open' : 'closed',
    }),
  }
}

function wasSent(report: CallReport, unused: boolean): boolean {
  return report.outcome === 'answered' || (report.sent ?? !(unused && report.outcome === 'unsaid'))
}

function circuitOpen(operation: string, retryAfterMs: number): TelnyxError {
  return new TelnyxError(operation, { kind: 'circuit_open', certainty: 'no', retryAfterMs })
}

function tooBusy(operation: string, waitMs: number): TelnyxError {
  const retryAfterMs = Math.min(waitMs, MAX_WAIT_MS)
  return new TelnyxError(operation, { kind: 'rate_limited', certainty: 'no', retryAfterMs })
}

function tooLate(operation: string): TelnyxError {
  return new TelnyxError(operation, { kind: 'too_late', certainty: 'no' })
}

function cancelled(operation: string): TelnyxError {
  return new TelnyxError(operation, { kind: 'cancelled', certainty: 'no' })
}

function scheduleTimeout(run: () => void, ms: number): () => void {
  // Longer waits than setTimeout's 24 days cannot occur: every wait is clamped to two minutes.
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
