import 'server-only'

/**
 * A deadline for sending a write, on two clocks: the monotonic clock stands still while a computer sleeps, the wall
 * clock can be set back. If either says "too late", the write is not sent; an unsent write can be repeated.
 */
export type SendBefore = { monotonic: number; wall: number }

/** A write that is not sent by then was frozen with its process, and other processes may have settled it. */
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
