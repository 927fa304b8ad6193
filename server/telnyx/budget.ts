import 'server-only'
import { Backoff } from './backoff'
import { createLanePlan, type WindowState } from './lane-plan'
import { LimitEstimate } from './limit-estimate'
import type { Lane } from './permit'
import { clampWait, type RateReport } from './rate-report'
import { allotmentOf, type LeasedShare, partOf, wholeShare } from './share'
import { OutstandingTokens, type Token } from './token'
import { TokenBucket } from './token-bucket'
import { createWindowEnd } from './window-end'

/** Requests that go first into a new window */
const SCOUTS = 2
const LOOK_AGAIN_MS = 25
/** The longest time that a click waits for the next window. */
const NEAR_MS = 1000
/** How soon a process without a share asks again. */
const NO_PART_MS = 1000

/** How many requests this window still has: a token bucket that every answer corrects. The limiter brings the clock. */
export class Budget {
  private readonly plan = createLanePlan()
  private readonly end = createWindowEnd()
  private readonly estimate = new LimitEstimate()
  private readonly bucket = new TokenBucket(this.estimate.current())
  private readonly backoff = new Backoff()
  private readonly outstanding = new OutstandingTokens()
  private share = wholeShare
  private taken = 0
  private newestReport = 0
  /** The number of the present window */
  private window = 0
  /** A request of this window has gone out. */
  private opened = false
  /** A request of this window has been answered. */
  private answered = false
  /** What the last answer reported as left in this window. */
  private reportedRest: number | null = null

  /** Milliseconds until this lane may send; 0 = now. */
  wait(lane: Lane, now: number): number {
    const silence = this.backoff.left(now)
    if (silence > 0) return silence
    this.roll(now)
    if (lane !== 'click' && this.allotment(now) === 0) return NO_PART_MS
    const state = this.stateOf(now)
    const left = lane === 'click' ? this.leftForClick(state, now) : state.free
    if (left <= 0) return (state.end ?? now + state.lengthMs) - now
    // Two requests go first. If the window has not started at Telnyx yet, only these two are refused.
    if (lane !== 'click' && !this.answered && this.bucket.own >= SCOUTS && this.end.isUnsure(now)) return LOOK_AGAIN_MS
    return this.plan.wait(lane, state, now)
  }

  /** The caller sends a request with it or gives it back, and ends it in both cases. */
  take(lane: Lane, now: number): Token {
    this.roll(now)
    this.end.begins(now)
    this.bucket.take()
    this.taken += 1
    this.plan.took(lane, this.stateOf(now), now)
    const token = { number: this.taken, lane, takenAt: now, sentAt: now, window: this.window, held: true }
    this.outstanding.add(token)
    return token
  }

  /** Its request is sent now; a window's first request opens it at Telnyx. Called again if it was really sent later. */
  send(token: Token, now: number): void {
    this.roll(now)
    token.held = false
    token.sentAt = now
    token.window = this.window
    if (!this.opened) this.end.opened(now)
    this.opened = true
  }

  /** Nothing was sent with the token. */
  giveBack(token: Token, now: number): void {
    this.roll(now)
    const counted = token.held || token.window === this.window
    this.outstanding.remove(token)
    this.plan.gaveBack(token.lane, token.takenAt)
    if (counted && this.backoff.left(now) === 0) this.bucket.giveBack(this.estimate.current())
  }

  /** Its request was answered, or will never be. */
  finish(token: Token): void {
    this.outstanding.remove(token)
  }

  /** Milliseconds for which Telnyx has asked us to send nothing; 0 = we may. */
  silence(now: number): number {
    return this.backoff.left(now)
  }

  setShare(share: LeasedShare): void {
    this.share = share
  }

  report(token: Token, rate: RateReport, now: number): void {
    this.backoff.answered()
    this.estimate.answered()
    if (token.window === this.window) this.answered = true
    if (token.number < this.newestReport || (rate.limit === null && rate.remaining === null)) return
    this.newestReport = token.number
    this.opened = true
    this.estimate.learn(rate)
    const limit = this.estimate.current()
    const resetMs = rate.resetMs ?? Math.max(1000, (this.end.at() ?? now) - now)
    if (rate.remaining !== null) {
      this.noticeNext(rate.remaining, now)
      this.bucket.correct(rate.remaining, this.outstanding.uncountedBy(token), limit)
    }
    // A new window with nothing left is still the old one: the new one has not started at Telnyx yet.
    this.learnEnd(token, resetMs, rate.remaining === 0 && this.bucket.own < limit / 2, now)
  }

  /** 429: nothing is sent until the pause that Telnyx asked for is over. */
  refused(token: Token, rate: RateReport, now: number): void {
    this.estimate.refused(rate)
    this.backoff.refused(token.sentAt, now)
    const until = this.backoff.extend(now + this.silenceAfter(token, rate, now))
    this.bucket.drain()
    this.opened = true
    this.end.silentUntil(until, rate.resetMs)
  }

  facts(now: number) {
    this.roll(now)
    const limit = this.estimate.reported()
    const known = limit !== null
    return {
      limit,
      remaining: known ? Math.max(0, this.bucket.remaining) : null,
      resetAt: known ? this.end.at() : null,
      blockedUntil: this.backoff.endsAt(now),
      windowMs: known ? this.end.lengthMs() : null,
      part: partOf(this.share, now),
    }
  }

  /** What this process may take in one window. Clicks may always exceed it. */
  private allotment(now: number): number {
    return allotmentOf(this.share, this.estimate.current(), now)
  }

  private stateOf(now: number): WindowState {
    const limit = this.estimate.current()
    const allotment = this.allotment(now)
    return {
      limit,
      whole: Math.min(limit, allotment),
      free: this.bucket.free(allotment),
      end: this.end.at(),
      lengthMs: this.end.lengthMs(),
    }
  }

  /** A click may exceed our share, unless the next window is near: then it would take a token from another process. */
  private leftForClick({ free, end }: WindowState, now: number): number {
    const near = end !== null && end - now <= NEAR_MS && now <= this.share.ends
    return near ? free : this.bucket.remaining
  }

  private roll(now: number): void {
    if (!this.end.isOver(now)) return
    const held = this.outstanding.held()
    this.bucket.refill(this.estimate.current(), held)
    this.opened = false
    this.nextWindow(now, held > 0)
  }

  /** Another process may have opened a window early: more is left than before, and late answers cannot explain it. */
  private noticeNext(rest: number, now: number): void {
    const known = this.outstanding.size() + 1
    if (this.reportedRest !== null && rest > this.reportedRest + known) {
      this.bucket.own = known
      this.nextWindow(now, true)
    }
    this.reportedRest = rest
  }

  private nextWindow(now: number, open: boolean): void {
    this.window += 1
    this.answered = false
    this.reportedRest = null
    this.end.next(now, open)
    this.plan.windowBegins()
  }

  /** @param exhausted the answer may be about the previous window, because nothing is left */
  private learnEnd(token: Token, resetMs: number, exhausted: boolean, now: number): void {
    if (exhausted && this.end.mayBeEarly(token.sentAt, resetMs)) this.end.postpone(now)
    else this.end.learn(token.sentAt, resetMs, now)
  }

  /** `Retry-After` if given; else the end of the window, which earlier answers may have shown more exactly. */
  private silenceAfter(token: Token, rate: RateReport, now: number): number {
    if (rate.retryAfterMs !== null) return clampWait(rate.retryAfterMs)
    if (rate.resetMs === null) return this.backoff.exponentialMs()
    if (this.backoff.isRepeated()) return rate.resetMs
    this.learnEnd(token, rate.resetMs, true, now)
    return Math.max(0, (this.end.at() ?? now) - now)
  }
}
