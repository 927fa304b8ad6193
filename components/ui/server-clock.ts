// What is counted down or told the age of happened by the server's clock; a visitor's may be hours off. Every answer of the server says
// its time.

/** Milliseconds the server is ahead of this browser. */
let offset: number | null = null

/** Beyond this the browser's clock was set meanwhile, and the earlier answers say nothing. */
const jumpMs = 5_000

/**
 * Notes what the server's clock showed. An answer is always a little old when it arrives, so of several the latest time counts.
 * @param at a Date header, or an ISO instant; what is no date is passed over
 */
export function noteServerTime(at: string | null): void {
  const seen = Date.parse(at ?? '') - Date.now()
  if (Number.isNaN(seen)) return
  if (offset === null || seen > offset || offset - seen > jumpMs) offset = seen
}

/** Epoch milliseconds by the server's clock; by the browser's until the server has said anything. */
export function serverNow(): number {
  return Date.now() + (offset ?? 0)
}
