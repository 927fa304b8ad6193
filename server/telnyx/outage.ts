import 'server-only'
import type { Breaker } from './breaker'
import { circuitOpen, type Permit } from './permit'
import type { RetrySchedule } from './retry-schedule'
import type { Turns } from './turns'
import type { WaitingLine } from './waiting-line'

/** Without any demand for this long, probes stop until there is demand again. */
const INTEREST_MS = 60_000

type Probe = (permit: Permit) => Promise<unknown>

type Parts = { breaker: Breaker; retry: RetrySchedule; line: WaitingLine; turns: Turns; now: () => number }

/** What happens while the circuit breaker is open: probes, urgent calls one at a time, refusals. */
export class Outage {
  private probe: Probe | null = null
  private lastInterest = Number.NEGATIVE_INFINITY

  constructor(private readonly parts: Parts) {}

  probeWith(probe: Probe): void {
    this.probe = probe
    this.parts.retry.canProbe = true
  }

  /** Refuses callers that do not wait for the end of the outage, and probes while there is demand. Returns when to look again. */
  serve(): number {
    const { retry, line, now } = this.parts
    this.tryUrgent()
    for (const waiter of line.all()) {
      this.lastInterest = now()
      if (!waiter.awaitsProbe && retry.msUntilProbe() <= 0) {
        this.sendProbe()
        waiter.awaitsProbe = true
      }
    }
    const leaving = line.takeOut(
      ({ awaitsProbe, hold, lane, urgent }) => !awaitsProbe && !urgent && !(hold && lane === 'bulk'),
    )
    for (const waiter of leaving) waiter.refuse(circuitOpen(waiter.operation, retry.retryAfterMs()))
    const urgent = line.all().some(waiter => waiter.urgent) ? retry.msUntilUrgent() : Number.POSITIVE_INFINITY
    if (now() - this.lastInterest > INTEREST_MS) return urgent
    if (retry.msUntilProbe() <= 0) this.sendProbe()
    return Math.min(urgent, retry.msUntilProbe())
  }

  /** Fraud must be stopped during an outage too: urgent calls are tried, one at a time and not often. */
  private tryUrgent(): void {
    const { breaker, retry, line, turns, now } = this.parts
    const first = line.of('click').find(waiter => waiter.urgent)
    if (!first || retry.msUntilUrgent() > 0 || !turns.hasPlace('click')) return
    line.takeOut(waiter => waiter === first)
    breaker.urgentBegins(now())
    first.grant(turns.start(first))
  }

  private sendProbe(): void {
    const { breaker, turns, now } = this.parts
    breaker.probeBegins(now())
    const request = { lane: 'sync', operation: 'probe', hold: false, urgent: false } as const
    const permit = turns.start(request, () => this.probeEnded())
    // In the next turn of the event loop, so that the caller gets its refusal first.
    void Promise.resolve(permit)
      .then(this.probe)
      .catch(() => {})
      .finally(() => permit.done({ outcome: 'unused' }))
  }

  private probeEnded(): void {
    this.parts.breaker.probeEnded()
    for (const waiter of this.parts.line.all()) waiter.awaitsProbe = false
  }
}
