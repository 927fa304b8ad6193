import 'server-only'
import type { Lane } from './permit'

/** A request that went out so much before another one has arrived before it. */
const OVERTAKES_MS = 25

/** One request's part of the budget. `number` orders requests, so that a late answer never overrides a newer one. */
export type Token = {
  readonly number: number
  readonly lane: Lane
  readonly takenAt: number
  sentAt: number
  window: number
  /** Not sent yet: whichever window is open when it is has to bear it. */
  held: boolean
}

/** Tokens that are held, or sent and not answered. */
export class OutstandingTokens {
  private readonly tokens = new Set<Token>()

  size(): number {
    return this.tokens.size
  }

  add(token: Token): void {
    this.tokens.add(token)
  }

  remove(token: Token): void {
    this.tokens.delete(token)
  }

  held(): number {
    let count = 0
    for (const token of this.tokens) if (token.held) count += 1
    return count
  }

  /** Requests on their way that an answer to `answered` did not count yet. */
  uncountedBy(answered: Token): number {
    const before = answered.sentAt - OVERTAKES_MS
    let count = 0
    for (const token of this.tokens) if (token !== answered && (token.held || token.sentAt > before)) count += 1
    return count
  }
}
