// Estimates the remaining time of work at Telnyx from its recent pace, as a range.

/** Minimum and maximum, in seconds. */
export type TimeLeft = { from: number; to: number }

export type Pace = { perMinute: number; left: TimeLeft | null }

/** Results in the estimate: enough for a rate, and few enough to follow changes. */
export const resultsLookedAt = 60
/** Fewer results give no estimate. */
const fewest = 5
/** Results before such a gap (a pause, an outage) do not count. */
const silenceMs = 15_000

/**
 * @param endedAt times of the newest results, in milliseconds, in any order
 * @param waiting items not sent yet; items in flight do not count, because they only wait for Telnyx's answer
 * @returns null when unknown: too few results, or none recently
 */
export function paceOf(endedAt: readonly number[], waiting: number, now: number): Pace | null {
  const ends = sinceLastSilence([...endedAt].sort((a, b) => b - a).slice(0, resultsLookedAt), now)
  if (ends.length < fewest) return null
  const whole = rateOf(ends, now)
  const perMinute = Math.round(whole * 60_000)
  if (waiting === 0) return { perMinute, left: null }
  const late = rateOf(ends.slice(0, Math.max(fewest, Math.ceil(ends.length / 5))), now)
  // A rate from n results is uncertain by about one part in √n.
  const doubt = 1 / Math.sqrt(ends.length)
  const [slow, fast] = [Math.min(whole, late) * (1 - doubt / 2), Math.max(whole, late) * (1 + doubt / 2)]
  return { perMinute, left: { from: Math.ceil(waiting / fast / 1_000), to: Math.ceil(waiting / slow / 1_000) } }
}

/** Newest first, up to the first gap. */
function sinceLastSilence(ends: readonly number[], now: number): number[] {
  let before = now
  const kept: number[] = []
  for (const end of ends) {
    if (before - end > silenceMs) break
    kept.push(end)
    before = end
  }
  return kept
}

/** Results per millisecond, from the oldest of these until now. */
function rateOf(ends: readonly number[], now: number): number {
  const oldest = ends.at(-1) ?? now
  return (ends.length - 1) / Math.max(1_000, now - oldest)
}

/** "less than 10 s", "20–40 s", "2–4 min", "about 3 min", "50 s – 2 min". */
export function timeLeftWords({ from, to }: TimeLeft): string {
  if (to <= 10) return 'less than 10 s'
  const [low, high] = [rounded(from), rounded(to)]
  if (low.text === high.text) return `about ${high.text}`
  return low.unit === high.unit ? `${low.number}–${high.text}` : `${low.text} – ${high.text}`
}

/** Rounds more coarsely for longer times, because the estimate is not exact to the second. */
function rounded(seconds: number): { number: string; unit: string; text: string } {
  if (seconds < 60) return inUnit(Math.max(5, Math.round(seconds / 5) * 5), 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return inUnit(minutes < 15 ? minutes : Math.round(minutes / 5) * 5, 'min')
  return inUnit(Math.round(minutes / 30) / 2, 'h')
}

function inUnit(value: number, unit: string) {
  return { number: String(value), unit, text: `${value} ${unit}` }
}
