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

  /** For a new window. @param held tokens of the last one that are not used yet: the new one has to bear them */
  refill(limit: number, held: number): void {
    this.own = held
    this.remaining = limit - held
  }

  /** What Telnyx says to be left, less what it has not seen yet. */
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
