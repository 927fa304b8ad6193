import 'server-only'
import type { RateReport } from './rate-report'

/** Requests per second while Telnyx has not reported its limit, which is not published. */
const FIRST_GUESS = 10
const HIGHEST_GUESS = 50
const ANSWERS_PER_RAISE = 20

/** Requests per window: what Telnyx reported, before that a guess that grows with quiet answers and is halved by a 429. */
export class LimitEstimate {
  private reportedLimit: number | null = null
  private guess = FIRST_GUESS
  private quietAnswers = 0

  current(): number {
    return this.reportedLimit ?? this.guess
  }

  /** null = not reported by Telnyx. */
  reported(): number | null {
    return this.reportedLimit
  }

  answered(): void {
    this.quietAnswers += 1
    if (this.reportedLimit !== null || this.quietAnswers % ANSWERS_PER_RAISE !== 0) return
    this.guess = Math.min(HIGHEST_GUESS, this.guess + 1)
  }

  /** @param report the reported limit, or what remains: the limit is at least that */
  learn({ limit, remaining }: RateReport): void {
    this.reportedLimit = limit ?? Math.max(this.reportedLimit ?? 1, remaining ?? 1)
  }

  refused({ limit }: RateReport): void {
    if (limit !== null) this.reportedLimit = limit
    if (this.reportedLimit === null) this.guess = Math.max(1, Math.floor(this.guess / 2))
    this.quietAnswers = 0
  }
}
