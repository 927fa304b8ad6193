import 'server-only'
import type { Lane } from './permit'

/** The state of the window when a lane wants to send. */
export type WindowState = {
  /** Requests a window holds, and how many of them this process may still send */
  limit: number
  free: number
  /** This process's part at the beginning of the window; the limit when it has all */
  whole: number
  /** null = no window is open: the next request opens one */
  end: number | null
  lengthMs: number
}

/** Bulk takes this part of a window as fast as it can, so that a small job is done at once, and spreads the rest. */
const AT_ONCE = 1 / 4
/** This close to the next window, tokens reserved for clicks may be used, because the wait for new ones is short. */
const NEARLY_OVER_MS = 1500
/** The clicks of this time span predict how many more to expect. */
const CLICKS_REMEMBERED_MS = 10_000

/**
 * Which lane may take a token when. A click takes the next one. Bulk may use all, but spread over the window, minus
 * what clicks are expected to need until its end: a click always finds a token. Sync takes a fifth and leaves a tenth.
 */
export function createLanePlan() {
  let clicks: number[] = []
  let syncs: number[] = []
  let nextBulkAt = 0

  function keptForClicks({ limit, end }: WindowState, now: number): number {
    if (end === null) return 0
    const ms = Math.max(0, end - now)
    clicks = clicks.filter(at => at > now - CLICKS_REMEMBERED_MS)
    const expected = Math.floor((clicks.length * ms) / CLICKS_REMEMBERED_MS)
    return Math.min(expected, Math.floor(limit / 2)) + (ms > NEARLY_OVER_MS ? Math.ceil(limit / 20) : 0)
  }

  function bulkWait(state: WindowState, now: number): number {
    if (state.free > keptForClicks(state, now)) return Math.max(0, nextBulkAt - now)
    // The reserve shrinks with time.
    const ms = left(state, now)
    return Math.min(ms, Math.max(20, ms / 10))
  }

  function syncWait(state: WindowState, now: number): number {
    const { limit, free, lengthMs } = state
    if (free <= Math.floor(limit / 10)) return left(state, now)
    syncs = syncs.filter(at => at > now - lengthMs)
    const oldest = syncs[syncs.length - Math.max(1, Math.floor(limit / 5))]
    return oldest === undefined ? 0 : Math.max(1, oldest + lengthMs - now)
  }

  return {
    /** Milliseconds until this lane may send in a window that has tokens left; 0 = now. */
    wait(lane: Lane, state: WindowState, now: number): number {
      if (lane === 'click') return 0
      return lane === 'bulk' ? bulkWait(state, now) : syncWait(state, now)
    },

    /** @param state after the token was taken */
    took(lane: Lane, state: WindowState, now: number): void {
      if (lane === 'click') clicks.push(now)
      if (lane === 'sync') syncs.push(now)
      if (lane !== 'bulk') return
      const tokens = Math.max(0, state.free - keptForClicks(state, now))
      const spread = tokens > 0 && state.free <= state.whole * (1 - AT_ONCE)
      nextBulkAt = spread ? now + left(state, now) / (tokens + 1) : 0
    },

    gaveBack(lane: Lane, takenAt: number): void {
      const list = lane === 'click' ? clicks : syncs
      const at = lane === 'bulk' ? -1 : list.indexOf(takenAt)
      if (at >= 0) list.splice(at, 1)
    },

    windowBegins(): void {
      nextBulkAt = 0
    },
  }
}

function left({ end, lengthMs }: WindowState, now: number): number {
  return Math.max(0, (end ?? now + lengthMs) - now)
}
