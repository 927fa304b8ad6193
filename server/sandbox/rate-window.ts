export type RateLimit = { limit: number; windowSeconds: number }

/** A fixed window: it opens with the first request after the last one closed. */
export class RateWindow {
  #ends = 0
  #used = 0

  constructor(private readonly rate: RateLimit) {}

  /** Counts a request at this instant (ms). Returns whether it was within the limit, and the headers of its answer. */
  take(now: number): { allowed: boolean; headers: Record<string, string> } {
    const { limit, windowSeconds } = this.rate
    if (now >= this.#ends) {
      this.#ends = now + windowSeconds * 1000
      this.#used = 0
    }
    const allowed = this.#used < limit
    if (allowed) this.#used += 1
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(limit - this.#used),
        'x-ratelimit-reset': String(Math.ceil((this.#ends - now) / 1000)),
      },
    }
  }
}
