import 'server-only'

/** What one answer said about the rate limit; null = not said, or not plausible. */
export type RateReport = {
  limit: number | null
  remaining: number | null
  /** Until the window ends, 500…120,000 ms */
  resetMs: number | null
  /** From `Retry-After`, clamped the same way */
  retryAfterMs: number | null
}

const MIN_WAIT_MS = 500
export const MAX_WAIT_MS = 120_000

/** Waits that Telnyx asks for are accepted between half a second and two minutes. */
export function clampWait(ms: number): number {
  return Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, Math.ceil(ms)))
}

/** @param header reads a header by its lower-case name */
export function readRateReport(header: (name: string) => string | undefined, now: number): RateReport {
  const limit = wholeNumber(header('x-ratelimit-limit'))
  const reset = seconds(header('x-ratelimit-reset'), now)
  const retryAfter = seconds(header('retry-after'), now)
  return {
    limit: limit === 0 ? null : limit,
    remaining: wholeNumber(header('x-ratelimit-remaining')),
    resetMs: reset === null ? null : clampWait(reset * 1000),
    retryAfterMs: retryAfter === null ? null : clampWait(retryAfter * 1000),
  }
}

function wholeNumber(text: string | undefined): number | null {
  const match = /^\s*(\d{1,9})\s*(?:[,;]|$)/.exec(text ?? '')
  return match?.[1] === undefined ? null : Number(match[1])
}

/** Seconds from now: a plain number, an instant in seconds since 1970 (some gateways send that), or an HTTP date. */
function seconds(text: string | undefined, now: number): number | null {
  if (text === undefined) return null
  const match = /^\s*(-?\d{1,15}(?:\.\d{1,6})?)\s*$/.exec(text)
  if (match?.[1] !== undefined) {
    const value = Number(match[1])
    return value > 1_000_000_000 ? value - now / 1000 : value
  }
  const instant = Date.parse(text)
  return /[A-Za-z]{3},/.test(text) && !Number.isNaN(instant) ? (instant - now) / 1000 : null
}
