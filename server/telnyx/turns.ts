import 'server-only'
import { sendWithin } from '../platform/send-before'
import type { Breaker } from './breaker'
import type { Budget } from './budget'
import type { DemandMeter } from './demand'
import type { InFlight } from './in-flight'
import { type CallReport, circuitOpen, createPermit, type Lane, type Permit, tooBusy } from './permit'
import type { RetrySchedule } from './retry-schedule'
import type { Schedule } from './schedule'
import type { Token } from './token'
import type { Waiter } from './waiting-line'

type Parts = {
  budget: Budget
  breaker: Breaker
  retry: RetrySchedule
  inFlight: InFlight
  demand: DemandMeter
  now: () => number
  schedule: Schedule
  sendWithinMs: number
  /** Called when a turn has ended and another one can start. */
  freed: () => void
}

/** Gives out turns, each with a token and a slot, and records what their calls report when they end. */
export class Turns {
  constructor(private readonly parts: Parts) {}

  hasPlace(lane: Lane): boolean {
    const { breaker, inFlight, now } = this.parts
    if (lane === 'bulk' && breaker.onTrial(now()) && inFlight.of('bulk') > 0) return false
    return inFlight.hasPlace(lane)
  }

  /** @param learned called after the turn has ended and its report was recorded */
  start(request: Pick<Waiter, 'lane' | 'operation' | 'hold' | 'urgent'>, learned?: () => void): Permit {
    const { budget, inFlight, demand, now, schedule, sendWithinMs, freed } = this.parts
    const { lane, operation, hold, urgent } = request
    const token = budget.take(lane, now())
    inFlight.begin(lane)
    demand.took()
    return createPermit({
      lane,
      operation,
      sendBefore: sendWithin(sendWithinMs),
      lapse: end => (hold ? schedule(end, sendWithinMs, true) : () => {}),
      // A newer request was sent just now.
      refusal: () => (hold ? this.refusalOfHeld(operation, urgent) : null),
      sending: () => budget.send(token, now()),
      ended: (report, sent) => {
        inFlight.end(lane)
        if (!sent) budget.giveBack(token, now())
        else if (token.held) budget.send(token, now())
        budget.finish(token)
        this.learn(token, report)
        learned?.()
        freed()
      },
    })
  }

  /** While a permit was held, Telnyx may have asked for silence or gone down. */
  private refusalOfHeld(operation: string, urgent: boolean) {
    const { breaker, budget, retry, now } = this.parts
    if (breaker.isOpen() && !urgent) return circuitOpen(operation, retry.retryAfterMs())
    const silence = budget.silence(now())
    return silence > 0 ? tooBusy(operation, silence) : null
  }

  private learn(token: Token, report: CallReport): void {
    const { breaker, budget, now } = this.parts
    if (report.outcome === 'failed') breaker.failed(token.sentAt, now())
    if (report.outcome !== 'answered') return
    if (report.status === 429) budget.refused(token, report.rate, now())
    else budget.report(token, report.rate, now())
    if (report.status >= 500) breaker.failed(token.sentAt, now())
    else breaker.answered(token.lane, now())
  }
}
