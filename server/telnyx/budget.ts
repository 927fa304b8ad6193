import 'server-only'
import type { Lane } from './permit'
import { clampWait, type RateReport } from './rate-report'

/** Requests per second while Telnyx has not told its limit: the numbers are not published. */
const FIRST_GUESS = 10
const HIGHEST_GUESS = 50
const ANSWERS_PER_RAISE = 20
const WINDOWS_REMEMBERED = 5
/** Telnyx tells the end of a window in whole seconds, rounded up. */
const ROUNDING_MS = 1000
/** So near to the next window nobody waits long for it: what was kept for clicks may go. */
const NEARLY_OVER_MS = 1500

/** One request's part of the budget. `number` orders requests, so that a late answer never overrides a newer one. */
export type Token = {
  readonly number: number
  readonly lane: Lane
  readonly takenAt: number
  sentAt: number
  window: number
  held: boolean
}

/** This process's part of each window, as a stretch of the unit line: the stretches of all processes fill it exactly. */
export type Share = { from: number; to: number }

/**
 * How many requests may still be sent in the present window: a bucket that every answer refills with the truth.
 * Pure arithmetic: the limiter brings the clock.
 */
export function createBudget() {
  let reportedLimit: number | null = null
  let guess = FIRST_GUESS
  let quietAnswers = 0
  let refusals = 0
  let remaining = FIRST_GUESS
  /** null = the last window is over and nothing was sent since: many servers open the next one with the first request. */
  let windowEnd: number | null = null
  /** `windowEnd` is what Telnyx said, not what we expect. */
  let endReported = false
  let blockedUntil = 0
  let taken = 0
  /** Tokens whose requests have not gone out: whichever window is open when they do has to bear them. */
  let held = 0
  let window = 0
  let opened = false
  /** Tokens of this window that this process took. */
  let own = 0
  let share: Share = { from: 0, to: 1 }
  let nextBulkAt = 0
  let newestReport = 0
  /** The longest reset seen in each of the last windows: the first answer of a window shows nearly its whole length. */
  let windowLengths = [1000]
  let syncSent: number[] = []

  const limit = () => reportedLimit ?? guess
  const windowMs = () => Math.max(1000, ...windowLengths)
  const syncShare = () => Math.max(1, Math.floor(limit() / 5))

  /** What this process may take in one window; clicks may always go beyond it. */
  function allotment(): number {
    if (share.to - share.from >= 1) return Number.POSITIVE_INFINITY
    const part = Math.floor(limit() * share.to) - Math.floor(limit() * share.from)
    return share.to > share.from ? Math.max(1, part) : 0
  }

  function left(lane: Lane, now: number): number {
    if (lane === 'click') return remaining
    return Math.min(remaining - reserve(lane, now), allotment() - own)
  }

  /** What bulk and sync leave, so that a click does not have to wait for the next window; bulk takes it at the very end. */
  function reserve(lane: Lane, now: number): number {
    if (lane === 'sync') return Math.floor(limit() / 10)
    return windowEnd !== null && windowEnd - now > NEARLY_OVER_MS ? Math.ceil(limit() / 20) : 0
  }

  function roll(now: number): void {
    if (windowEnd === null || now < windowEnd) return
    remaining = limit() - held
    own = held
    windowEnd = held > 0 ? now + windowMs() : null
    endReported = false
    window += 1
    opened = false
    nextBulkAt = 0
    if (reportedLimit !== null) windowLengths = [0, ...windowLengths].slice(0, WINDOWS_REMEMBERED)
  }

  /**
   * Bulk takes the first half of a window as fast as it can and spreads the second over the rest: it may use all of it,
   * and at any moment a click finds a token.
   */
  function spreadBulk(now: number): void {
    const tokens = left('bulk', now)
    const spread = Math.min(remaining, allotment() - own) <= Math.min(limit(), allotment()) / 2
    const end = (windowEnd ?? now) - (reserve('bulk', now) > 0 ? NEARLY_OVER_MS : 0)
    nextBulkAt = spread ? now + (end - now) / (Math.max(0, tokens) + 1) : 0
  }

  function syncWait(now: number): number {
    syncSent = syncSent.filter(at => at > now - windowMs())
    const oldest = syncSent[syncSent.length - syncShare()]
    return oldest === undefined ? 0 : Math.max(1, oldest + windowMs() - now)
  }

  return {
    /** Milliseconds until this lane may send; 0 = now. */
    wait(lane: Lane, now: number): number {
      if (blockedUntil > now) return blockedUntil - now
      roll(now)
      if (lane !== 'click' && allotment() === 0) return 1000
      if (windowEnd !== null && left(lane, now) <= 0) {
        const kept = lane === 'bulk' && reserve(lane, now) > 0 && Math.min(remaining, allotment() - own) > 0
        return windowEnd - now - (kept ? NEARLY_OVER_MS : 0)
      }
      if (lane === 'bulk') return Math.max(0, nextBulkAt - now)
      return lane === 'sync' ? syncWait(now) : 0
    },

    /** To be sent, or given back. */
    take(lane: Lane, now: number): Token {
      roll(now)
      windowEnd ??= now + windowMs()
      remaining -= 1
      own += 1
      held += 1
      taken += 1
      if (lane === 'sync') syncSent.push(now)
      if (lane === 'bulk') spreadBulk(now)
      return { number: taken, lane, takenAt: now, sentAt: now, window, held: true }
    },

    /** Its request goes out now; the first of a window opens it at Telnyx. */
    send(token: Token, now: number): void {
      if (!token.held) return
      roll(now)
      token.held = false
      token.sentAt = now
      token.window = window
      held -= 1
      if (opened) return
      opened = true
      windowEnd = Math.max(windowEnd ?? 0, now + windowMs())
    },

    /** Nothing was sent with it after all. */
    giveBack(token: Token, now: number): void {
      roll(now)
      const at = token.lane === 'sync' ? syncSent.indexOf(token.takenAt) : -1
      if (at >= 0) syncSent.splice(at, 1)
      const counted = token.held || token.window === window
      if (token.held) held -= 1
      token.held = false
      if (!counted || blockedUntil > now) return
      remaining = Math.min(limit(), remaining + 1)
      own = Math.max(0, own - 1)
    },

    /** Milliseconds for which Telnyx has asked us to send nothing; 0 = we may. */
    silence: (now: number) => Math.max(0, blockedUntil - now),

    setShare(next: Share): void {
      share = next
    },

    /** @param others requests under way whose share Telnyx may not have counted yet */
    report(token: Token, rate: RateReport, others: number, now: number): void {
      refusals = 0
      raiseGuess()
      if (token.number < newestReport || (rate.limit === null && rate.remaining === null)) return
      newestReport = token.number
      opened = true
      if (reportedLimit === null) windowLengths = [0]
      reportedLimit = rate.limit ?? Math.max(reportedLimit ?? 1, rate.remaining ?? 1)
      const rest = rate.remaining === null ? remaining : rate.remaining - others
      remaining = Math.max(0, Math.min(rest, reportedLimit))
      learnEnd(token, rate.resetMs ?? Math.max(1000, (windowEnd ?? now) - now), now)
    },

    /** 429: nobody sends until Telnyx wants to hear from us again. */
    refused(rate: RateReport, now: number): void {
      if (rate.limit !== null) reportedLimit = rate.limit
      if (reportedLimit === null) guess = Math.max(1, Math.floor(guess / 2))
      quietAnswers = 0
      const wait = clampWait(rate.retryAfterMs ?? rate.resetMs ?? 1000 * 2 ** refusals)
      refusals += 1
      blockedUntil = Math.max(blockedUntil, now + wait)
      remaining = 0
      opened = true
      windowEnd = blockedUntil
      endReported = true
      if (rate.resetMs !== null) windowLengths[0] = Math.max(windowLengths[0] ?? 0, rate.resetMs)
    },

    facts(now: number) {
      roll(now)
      const known = reportedLimit !== null
      return {
        limit: reportedLimit,
        remaining: known ? Math.max(0, remaining) : null,
        resetAt: known ? windowEnd : null,
        blockedUntil: blockedUntil > now ? blockedUntil : null,
        windowMs: known ? windowMs() : null,
      }
    },
  }

  /** Each answer says the end of the window in whole seconds, rounded up: the earliest of what they say is the truest. */
  function learnEnd(token: Token, resetMs: number, now: number): void {
    const notBefore = token.sentAt + resetMs - ROUNDING_MS
    const same = endReported && windowEnd !== null && windowEnd > now && notBefore < windowEnd
    windowEnd = same && windowEnd !== null ? Math.min(windowEnd, now + resetMs) : now + resetMs
    endReported = true
    windowLengths[0] = Math.max(windowLengths[0] ?? 0, resetMs)
  }

  function raiseGuess(): void {
    quietAnswers += 1
    if (reportedLimit !== null || quietAnswers % ANSWERS_PER_RAISE !== 0) return
    guess = Math.min(HIGHEST_GUESS, guess + 1)
  }
}
