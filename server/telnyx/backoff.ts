import 'server-only'
import { clampWait } from './rate-report'

const FIRST_BACKOFF_MS = 1000

/** The pause that Telnyx asked for with 429, and the number of refusals in a row. */
export class Backoff {
  private refusals = 0
  private refusedAt = 0
  private until = 0

  /** Milliseconds until something may be sent; 0 = now. */
  left(now: number): number {
    return Math.max(0, this.until - now)
  }

  /** Epoch ms; null = nothing asks for silence. */
  endsAt(now: number): number | null {
    return this.until > now ? this.until : null
  }

  answered(): void {
    this.refusals = 0
  }

  /** Requests in flight at the same time are refused together: they count as one refusal. */
  refused(sentAt: number, now: number): void {
    if (sentAt >= this.refusedAt) this.refusals += 1
    this.refusedAt = now
  }

  isRepeated(): boolean {
    return this.refusals > 1
  }

  /** For a refusal without a time: twice as long each time. */
  exponentialMs(): number {
    return clampWait(FIRST_BACKOFF_MS * 2 ** (this.refusals - 1))
  }

  /** Never shortens a pause. Returns when it ends. */
  extend(until: number): number {
    this.until = Math.max(this.until, until)
    return this.until
  }
}
