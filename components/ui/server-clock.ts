// Countdowns and ages use the clock of the server, which every answer carries: a browser's may be hours off.

/** Milliseconds the server is ahead of this browser. */
let offset: number | null = null

/** A larger difference means that the browser's clock was changed, so earlier answers no longer count. */
const jumpMs = 5_000

/**
 * Records the server's time. An answer is always slightly old when it arrives, so the latest of several times counts.
 * @param at a Date header or an ISO instant; anything else is ignored
 */
export function noteServerTime(at: string | null): void {
  const seen = Date.parse(at ?? '') - Date.now()
  if (Number.isNaN(seen)) return
  if (offset === null || seen > offset || offset - seen > jumpMs) offset = seen
}

/** Epoch milliseconds of the server's clock; of the browser's before the first answer. */
export function serverNow(): number {
  return Date.now() + (offset ?? 0)
}
