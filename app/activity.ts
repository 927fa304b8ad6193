import { serverNow } from '@/components/ui/server-clock'

// Whether somebody is there. Screens fetch by themselves all day, so a session goes on only with requests that say the operator has
// touched the page since the last one that said so. What the server was told, every tab of this browser hears.

const gestures = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

let touched = false
let toldAt = 0
let channel: BroadcastChannel | null = null

/** The operator is here: the next request says so. */
export function touch(): void {
  touched = true
}

/** Whether to say so now. What then does not arrive is given back by `touch`. */
export function takeTouch(): boolean {
  const there = touched
  touched = false
  return there
}

function hear(at: number): void {
  toldAt = Math.max(toldAt, at)
}

/** The server has heard of the operator. @param at epoch milliseconds by the server's clock, of the sending: the server cannot have counted from earlier */
export function noteTold(at: number): void {
  hear(at)
  channel?.postMessage(at)
}

/** From the loading of the page, which the server counts too. Answers how to stop. */
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

/** When the server last heard of the operator, in epoch milliseconds by its own clock; 0 before anything is known. */
export function lastTold(): number {
  return toldAt
}
