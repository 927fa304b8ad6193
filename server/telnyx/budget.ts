import 'server-only'
import { createLanePlan, type WindowState } from './lane-plan'
import type { Lane } from './permit'
import { clampWait, type RateReport } from './rate-report'
import { createWindowEnd } from './window-end'

/** Requests per second until Telnyx reports its limit: the numbers are not published. */
const FIRST_GUESS = 10
const HIGHEST_GUESS = 50
const ANSWERS_PER_RAISE = 20
/** A request that left this much earlier than another one also arrived earlier. */
const OVERTAKES_MS = 25
/** Requests that go first into a new window */
const SCOUTS = 2
const LOOK_AGAIN_MS = 25
/** How long a click can wait for the next window. */
const NEAR_MS = 1000

/** One request's part of the budget. `number` orders requests, so that a late answer never overrides a newer one. */
export type Token = {
  readonly number: number
  readonly lane: Lane
  readonly takenAt: number
  sentAt: number
  window: number
  /** Not sent yet: it counts in whichever window is open when it is sent. */
  held: boolean
}

/** This process's part of each window, as a range of the unit interval: the ranges of all processes fill it exactly. */
export type Share = { from: number; to: number }

/**
 * How many requests may still be sent in the current window: a token bucket that every answer corrects. Pure
 * arithmetic: the limiter brings the clock.
 */
export function createBudget() {
  const plan = createLanePlan()
  const end = createWindowEnd()
  /** Tokens in use: held, or sent and not answered. */
  const out = new Set<Token>()
  let reportedLimit: number | null = null
  let guess = FIRST_GUESS
  let quietAnswers = 0
  let refusals = 0
  let refusedAt = 0
  let remaining = FIRST_GUESS
  let blockedUntil = 0
  let taken = 0
  let window = 0
  let opened = false
  /** A request of this window has been answered. */
  let answered = false
  /** Tokens of this window that this process took. */
  let own = 0
  let share: Share & { ends: number } = { from: 0, to: 1, ends: Number.POSITIVE_INFINITY }
  let newestReport = 0
  /** The remaining requests of this window, by the last answer. */
  let reportedRest: number | null = null

  const limit = () => reportedLimit ?? guess
  const held = () => [...out].filter(token => token.held).length

  /** What this process may take in one window; clicks may always exceed it. */
  function allotment(now: number): number {
    if (now > share.ends) return 0
    if (share.to - share.from >= 1) return Number.POSITIVE_INFINITY
    const part = Math.floor(limit() * share.to) - Math.floor(limit() * share.from)
    return share.to > share.from ? Math.max(1, part) : 0
  }

  function roll(now: number): void {
    if (!end.isOver(now)) return
    own = held()
    remaining = limit() - own
    opened = false
    nextWindow(now, own > 0)
  }

  function nextWindow(now: number, open: boolean): void {
    window += 1
    answered = false
    reportedRest = null
    end.next(now, open)
    plan.windowBegins()
  }

  /**
   * Another process may open a window before we expect it: the remaining number then rises by more than overtaking on
   * the way explains.
   */
  function noticeNext(rest: number, now: number): void {
    const rose = reportedRest !== null && rest > reportedRest + out.size + 1
    if (rose) {
      own = out.size + 1
      nextWindow(now, true)
    }
    reportedRest = rest
  }

  function stateOf(now: number): WindowState {
    const whole = Math.min(limit(), allotment(now))
    const free = Math.min(remaining, allotment(now) - own)
    return { limit: limit(), whole, free, end: end.at(), lengthMs: end.lengthMs() }
  }

  /**
   * Beyond our part a click goes too, unless the next window is near: every token above our part is missing in another
   * process.
   */
  function leftForClick({ free, end: ends }: WindowState, now: number): number {
    const near = ends !== null && ends - now <= NEAR_MS && now <= share.ends
    return near ? Math.min(remaining, free) : remaining
  }

  /** Requests in flight that an answer to `token` did not count yet. */
  function uncounted(token: Token): number {
    return [...out].filter(other => other !== token && (other.held || other.sentAt > token.sentAt - OVERTAKES_MS))
      .length
  }

  return {
    /** Milliseconds until this lane may send; 0 = now. */
    wait(lane: Lane, now: number): number {
      if (blockedUntil > now) return blockedUntil - now
      roll(now)
      if (lane !== 'click' && allotment(now) === 0) return 1000
      const state = stateOf(now)
      const left = lane === 'click' ? leftForClick(state, now) : state.free
      if (left <= 0) return (state.end ?? now + state.lengthMs) - now
      // The first two requests find out whether the window has started at Telnyx too: if it has not, only these are
      // refused.
      if (lane !== 'click' && !answered && own >= SCOUTS && end.isUnsure(now)) return LOOK_AGAIN_MS
      return plan.wait(lane, state, now)
    },

    /** Ends the holding: the request is about to be sent, or the token is given back. */
    take(lane: Lane, now: number): Token {
      roll(now)
      end.begins(now)
      remaining -= 1
      own += 1
      taken += 1
      plan.took(lane, stateOf(now), now)
      const token = { number: taken, lane, takenAt: now, sentAt: now, window, held: true }
      out.add(token)
      return token
    },

    /**
     * Its request is sent now; the first of a window opens it at Telnyx. May be called again when the request left
     * later.
     */
    send(token: Token, now: number): void {
      roll(now)
      token.held = false
      token.sentAt = now
      token.window = window
      if (!opened) end.opened(now)
      opened = true
    },

    /** Nothing was sent with it after all. */
    giveBack(token: Token, now: number): void {
      roll(now)
      const counted = token.held || token.window === window
      out.delete(token)
      plan.gaveBack(token.lane, token.takenAt)
      if (!counted || blockedUntil > now) return
      remaining = Math.min(limit(), remaining + 1)
      own = Math.max(0, own - 1)
    },

    /** Its request was answered, or never will be. */
    end(token: Token): void {
      out.delete(token)
    },

    /** Milliseconds for which Telnyx asked us to send nothing; 0 = we may send. */
    silence: (now: number) => Math.max(0, blockedUntil - now),

    setShare(next: Share & { ends: number }): void {
      share = next
    },

    part: (now: number) => (now > share.ends ? null : share.to - share.from),

    report(token: Token, rate: RateReport, now: number): void {
      refusals = 0
      raiseGuess()
      if (token.window === window) answered = true
      if (token.number < newestReport || (rate.limit === null && rate.remaining === null)) return
      newestReport = token.number
      opened = true
      reportedLimit = rate.limit ?? Math.max(reportedLimit ?? 1, rate.remaining ?? 1)
      const resetMs = rate.resetMs ?? Math.max(1000, (end.at() ?? now) - now)
      if (rate.remaining !== null) {
        noticeNext(rate.remaining, now)
        remaining = Math.max(0, Math.min(rate.remaining - uncounted(token), reportedLimit))
      }
      // A window that has only just started cannot be used up: it has not started at Telnyx.
      const early = rate.remaining === 0 && own < reportedLimit / 2 && end.mayBeEarly(token.sentAt, resetMs)
      if (early) end.postpone(now)
      else end.learn(token.sentAt, resetMs, now)
    },

    /** 429: no request is sent until the time that Telnyx named. */
    refused(token: Token, rate: RateReport, now: number): void {
      if (rate.limit !== null) reportedLimit = rate.limit
      if (reportedLimit === null) guess = Math.max(1, Math.floor(guess / 2))
      quietAnswers = 0
      // Requests that were in flight together are refused together: counted once.
      if (token.sentAt >= refusedAt) refusals += 1
      refusedAt = now
      blockedUntil = Math.max(blockedUntil, now + silenceAfter(token, rate, now))
      remaining = 0
      opened = true
      end.silentUntil(blockedUntil, rate.resetMs)
    },

    facts(now: number) {
      roll(now)
      const known = reportedLimit !== null
      return {
        limit: reportedLimit,
        remaining: known ? Math.max(0, remaining) : null,
        resetAt: known ? end.at() : null,
        blockedUntil: blockedUntil > now ? blockedUntil : null,
        windowMs: known ? end.lengthMs() : null,
      }
    },
  }

  /** `Retry-After` as it is; else the end of the window, which earlier answers may give more exactly than this one. */
  function silenceAfter(token: Token, rate: RateReport, now: number): number {
    if (rate.retryAfterMs !== null) return clampWait(rate.retryAfterMs)
    if (rate.resetMs === null) return clampWait(1000 * 2 ** (refusals - 1))
    if (refusals > 1) return rate.resetMs
    if (end.mayBeEarly(token.sentAt, rate.resetMs)) end.postpone(now)
    else end.learn(token.sentAt, rate.resetMs, now)
    return Math.max(0, (end.at() ?? now) - now)
  }

  function raiseGuess(): void {
    quietAnswers += 1
    if (reportedLimit !== null || quietAnswers % ANSWERS_PER_RAISE !== 0) return
    guess = Math.min(HIGHEST_GUESS, guess + 1)
  }
}
