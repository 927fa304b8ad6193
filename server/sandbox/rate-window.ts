export type RateLimit = { limit: number; windowSeconds: number }

/** A fixed window: it opens with the first request after the last one closed. */
export class RateWindow {
  readonly #limit: number
  readonly #length: number
  #ends = 0
  #used = 0

  constructor({ limit, windowSeconds }: RateLimit) {
    this.#limit = limit
    this.#length = windowSeconds * 1000
  }

  /** Counts a request at this instant (ms). Returns whether it was within the limit, and the headers of its answer. */
  take(now: number): { allowed: boolean; headers: Record<string, string> } {
    if (now >= this.#ends) {
      this.#ends = now + this.#length
      this.#used = 0
    }
    const allowed = this.#used < this.#limit
    if (allowed) this.#used += 1
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(this.#limit),
        'x-ratelimit-remaining': String(this.#limit - this.#used),
        'x-ratelimit-reset': String(Math.ceil((this.#ends - now) / 1000)),
      },
    }
  }
}
