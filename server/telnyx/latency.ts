import 'server-only'

const KEPT = 20
const FRESH_MS = 5 * 60_000
/** A deadline grows to at most this multiple, and leaves an answer this multiple of the usual response time. */
const MOST_TIMES = 3
const TIMES_LATENCY = 4

/** Telnyx’s response time over the last minutes. It extends deadlines, because slow is not down. */
export function createLatency(now: () => number) {
  let answers: { at: number; ms: number }[] = []

  /** Nine of ten answers took no longer; 0 = no recent answers. */
  function usual(): number {
    const fresh = answers.filter(({ at }) => now() - at <= FRESH_MS).map(({ ms }) => ms)
    fresh.sort((one, other) => one - other)
    return fresh[Math.ceil(fresh.length * 0.9) - 1] ?? 0
  }

  return {
    answered(ms: number): void {
      answers = [...answers.slice(1 - KEPT), { at: now(), ms }]
    },
    deadline: (ms: number) => Math.max(ms, Math.min(MOST_TIMES * ms, TIMES_LATENCY * usual())),
    /** The longest that a deadline of this length becomes. */
    longest: (ms: number) => MOST_TIMES * ms,
  }
}

export type Latency = ReturnType<typeof createLatency>
