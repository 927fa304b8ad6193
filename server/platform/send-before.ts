import 'server-only'

/**
 * A moment after which a write must not be sent any more, on two clocks: the monotonic one stands still while a computer
 * sleeps, the wall clock can be set back. Whichever says "too late" is believed: a write that is not sent can be repeated.
 */
export type SendBefore = { monotonic: number; wall: number }

/** A write whose bytes are not on their way by then was frozen with its process: others may have judged it meanwhile. */
export const SEND_WITHIN_MS = 15_000

/** Take it before committing an intent, so that a freeze right after the commit counts too. */
export function sendWithin(ms: number = SEND_WITHIN_MS): SendBefore {
  return { monotonic: performance.now() + ms, wall: Date.now() + ms }
}

export function isTooLate(limit: SendBefore): boolean {
  return performance.now() >= limit.monotonic || Date.now() >= limit.wall
}

export function earlierOf(one: SendBefore, other: SendBefore | undefined): SendBefore {
  if (!other) return one
  return { monotonic: Math.min(one.monotonic, other.monotonic), wall: Math.min(one.wall, other.wall) }
}
