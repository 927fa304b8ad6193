import 'server-only'
import type { Breaker } from './breaker'
import type { Budget } from './budget'

/** The wait that callers get while no probe is scheduled */
const RETRY_WITHOUT_PROBES_MS = 5000
const SHORTEST_RETRY_MS = 500

/** When Telnyx may be tried while it counts as down: at the breaker’s intervals, never in a pause that it asked for. */
export class RetrySchedule {
  /** Without a probe Telnyx stays down. */
  canProbe = false

  constructor(
    private readonly breaker: Breaker,
    private readonly budget: Budget,
    private readonly now: () => number,
  ) {}

  msUntilUrgent(): number {
    return Math.max(this.breaker.msUntilUrgent(this.now()), this.budget.silence(this.now()))
  }

  msUntilProbe(): number {
    if (!this.canProbe) return Number.POSITIVE_INFINITY
    return Math.max(this.breaker.msUntilProbe(this.now()), this.budget.silence(this.now()))
  }

  /** The wait that a refused caller is told. */
  retryAfterMs(): number {
    const until = this.msUntilProbe()
    return Number.isFinite(until) ? Math.max(SHORTEST_RETRY_MS, until) : RETRY_WITHOUT_PROBES_MS
  }
}
