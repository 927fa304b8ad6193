import { serverNow } from '@/components/ui/server-clock'

// Tracks whether the operator is active. Screens poll all day, so only requests sent after a gesture on the page extend
// the session. All tabs of this browser share the time of the last such request.

const gestures = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

let touched = false
let toldAt = 0
let channel: BroadcastChannel | null = null

/** The operator is active: the next request tells the server. */
export function touch(): void {
  touched = true
}

/** Whether this request should tell the server. If it does not arrive, call `touch` again. */
export function takeTouch(): boolean {
  const there = touched
  touched = false
  return there
}

function hear(at: number): void {
  toldAt = Math.max(toldAt, at)
}

/**
 * The server was told of activity.
 * @param at when the request was sent, in epoch milliseconds of the server's clock: the earliest time the server can
 * count from
 */
export function noteTold(at: number): void {
  hear(at)
  channel?.postMessage(at)
}

/** Starts with the load of the page, which the server counts as activity too. Returns a function that stops it. */
export function watchActivity(): () => void {
  for (const gesture of gestures) window.addEventListener(gesture, touch, { capture: true, passive: true })
  channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('console-activity')
  if (channel) channel.onmessage = ({ data }) => typeof data === 'number' && hear(data)
  noteTold(serverNow() - performance.now())
  return () => {
    for (const gesture of gestures) window.removeEventListener(gesture, touch, { capture: true })
    channel?.close()
    channel = null
  }
}

/** When the server was last told of activity, in epoch milliseconds of its clock; 0 while unknown. */
export function lastTold(): number {
  return toldAt
}
