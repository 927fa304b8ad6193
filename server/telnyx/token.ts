import 'server-only'
import type { Lane } from './permit'

/** A request sent this much earlier than another one has certainly arrived first. */
const OVERTAKES_MS = 25

/** One request's part of the budget. `number` orders requests, so that a late answer never overrides a newer one. */
export type Token = {
  readonly number: number
  readonly lane: Lane
  readonly takenAt: number
  sentAt: number
  window: number
  /** Not sent yet: it counts in the window that is open when it is sent. */
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

  /** Requests in flight that Telnyx had not counted yet when it answered `answered`. */
  uncountedBy(answered: Token): number {
    const before = answered.sentAt - OVERTAKES_MS
    let count = 0
    for (const token of this.tokens) if (token !== answered && (token.held || token.sentAt > before)) count += 1
    return count
  }
}
