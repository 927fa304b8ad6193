import 'server-only'

/** The tokens of the present window. */
export class TokenBucket {
  /** Requests that may still be sent, by all processes together */
  remaining: number
  /** Tokens of this window that this process took */
  own = 0

  constructor(limit: number) {
    this.remaining = limit
  }

  take(): void {
    this.remaining -= 1
    this.own += 1
  }

  giveBack(limit: number): void {
    this.remaining = Math.min(limit, this.remaining + 1)
    this.own = Math.max(0, this.own - 1)
  }

  /** For a new window. @param held unused tokens of the last window, which count in the new one */
  refill(limit: number, held: number): void {
    this.own = held
    this.remaining = limit - held
  }

  /** What Telnyx reports as left, minus the requests that it has not seen yet. */
  correct(reported: number, uncounted: number, limit: number): void {
    this.remaining = Math.max(0, Math.min(reported - uncounted, limit))
  }

  drain(): void {
    this.remaining = 0
  }

  /** What a process with this part of the window may still take. */
  free(allotment: number): number {
    return Math.min(this.remaining, allotment - this.own)
  }
}
