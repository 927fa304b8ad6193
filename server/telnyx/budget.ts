import 'server-only'
import type { Lane } from './limiter'
import { clampWait, type RateReport } from './rate-report'

/** Requests per second while Telnyx has not told its limit: the numbers are not published. */
const FIRST_GUESS = 10
const HIGHEST_GUESS = 50
const ANSWERS_PER_RAISE = 20
const WINDOWS_REMEMBERED = 5

/** One request's part of the budget. `number` orders requests, so that a late answer never overrides a newer one. */
export type Token = { readonly number: number; readonly lane: Lane; readonly at: number; window: number; held: boolean }

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
  let blockedUntil = 0
  let taken = 0
  /** Tokens whose requests have not gone out: whichever window is open when they do has to bear them. */
  let held = 0
  let window = 0
  let opened = false
  let newestReport = 0
  /** The longest reset seen in each of the last windows: the first answer of a window shows nearly its whole length. */
  let windowLengths = [1000]
  let syncSent: number[] = []

  const limit = () => reportedLimit ?? guess
  const windowMs = () => Math.max(1000, ...windowLengths)
  const syncShare = () => Math.max(1, Math.floor(limit() / 5))
  /** What bulk and sync leave in the bucket, so that a click seldom waits for the next window. */
  const reserve = (lane: Lane) => (lane === 'click' ? 0 : Math.floor(limit() / 10))

  function roll(now: number): void {
    if (windowEnd === null || now < windowEnd) return
    remaining = limit() - held
    windowEnd = held > 0 ? now + windowMs() : null
    window += 1
    opened = false
    if (reportedLimit !== null) windowLengths = [0, ...windowLengths].slice(0, WINDOWS_REMEMBERED)
  }

  return {
    /** Milliseconds until this lane may send; 0 = now. */
    wait(lane: Lane, now: number): number {
      if (blockedUntil > now) return blockedUntil - now
      roll(now)
      if (windowEnd !== null && remaining <= reserve(lane)) return windowEnd - now
      if (lane !== 'sync') return 0
      syncSent = syncSent.filter(at => at > now - windowMs())
      const oldest = syncSent[syncSent.length - syncShare()]
      return oldest === undefined ? 0 : Math.max(1, oldest + windowMs() - now)
    },

    /** To be sent, or given back. */
    take(lane: Lane, now: number): Token {
      roll(now)
      windowEnd ??= now + windowMs()
      remaining -= 1
      held += 1
      taken += 1
      if (lane === 'sync') syncSent.push(now)
      return { number: taken, lane, at: now, window, held: true }
    },

    /** Its request goes out now; the first of a window opens it at Telnyx. */
    send(token: Token, now: number): void {
      if (!token.held) return
      roll(now)
      token.held = false
      token.window = window
      held -= 1
      if (opened) return
      opened = true
      windowEnd = Math.max(windowEnd ?? 0, now + windowMs())
    },

    /** Nothing was sent with it after all. */
    giveBack(token: Token, now: number): void {
      roll(now)
      const at = token.lane === 'sync' ? syncSent.indexOf(token.at) : -1
      if (at >= 0) syncSent.splice(at, 1)
      if (token.held) held -= 1
      const counted = token.held || token.window === window
      token.held = false
      if (counted && blockedUntil <= now) remaining = Math.min(limit(), remaining + 1)
    },

    /** Milliseconds for which Telnyx has asked us to send nothing; 0 = we may. */
    silence: (now: number) => Math.max(0, blockedUntil - now),

    /** @param others requests under way whose share Telnyx may not have counted yet */
    report(order: number, rate: RateReport, others: number, now: number): void {
      refusals = 0
      raiseGuess()
      if (order < newestReport || (rate.limit === null && rate.remaining === null)) return
      newestReport = order
      opened = true
      if (reportedLimit === null) windowLengths = [0]
      reportedLimit = rate.limit ?? Math.max(reportedLimit ?? 1, rate.remaining ?? 1)
      const left = rate.remaining === null ? remaining : rate.remaining - others
      remaining = Math.max(0, Math.min(left, reportedLimit))
      const resetMs = rate.resetMs ?? Math.max(1000, (windowEnd ?? now) - now)
      windowEnd = now + resetMs
      windowLengths[0] = Math.max(windowLengths[0] ?? 0, resetMs)
    },

    /** 429: nobody sends until Telnyx wants to hear from us again. Answers how long that is. */
    refused(rate: RateReport, now: number): number {
      if (rate.limit !== null) reportedLimit = rate.limit
      if (reportedLimit === null) guess = Math.max(1, Math.floor(guess / 2))
      quietAnswers = 0
      const wait = clampWait(rate.retryAfterMs ?? rate.resetMs ?? 1000 * 2 ** refusals)
      refusals += 1
      blockedUntil = Math.max(blockedUntil, now + wait)
      remaining = 0
      opened = true
      windowEnd = blockedUntil
      if (rate.resetMs !== null) windowLengths[0] = Math.max(windowLengths[0] ?? 0, rate.resetMs)
      return wait
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

  function raiseGuess(): void {
    quietAnswers += 1
    if (reportedLimit !== null || quietAnswers % ANSWERS_PER_RAISE !== 0) return
    guess = Math.min(HIGHEST_GUESS, guess + 1)
  }
}
