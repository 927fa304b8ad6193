import 'server-only'
import type { Lane } from './limiter'

/** Consecutive failures (network, timeout, 5xx) after which Telnyx counts as down: two reads of three tries. */
const FAILURES_TO_OPEN = 6
/** A bulk write that fails as a probe leaves an account in doubt, so bulk probes only when nobody else does. */
const probeEveryMs: Record<Lane, number> = { click: 5000, bulk: 30_000, sync: 5000 }

/** While Telnyx is down nothing is sent but one probe at a time; one answer closes the breaker again. */
export function createBreaker() {
  let failures = 0
  let open = false
  let lastProbe = 0
  let probing = false

  return {
    isOpen: () => open,
    /** Whether this lane may send now; while open, a yes makes the call a probe. */
    mayPass(lane: Lane, now: number): boolean {
      return !open || (!probing && now - lastProbe >= probeEveryMs[lane])
    },
    msUntilProbe: (lane: Lane, now: number) => Math.max(500, lastProbe + probeEveryMs[lane] - now),
    passed(now: number): { probe: boolean } {
      if (!open) return { probe: false }
      probing = true
      lastProbe = now
      return { probe: true }
    },
    answered(): void {
      failures = 0
      open = false
      probing = false
    },
    failed(now: number): void {
      failures += 1
      if (open || failures < FAILURES_TO_OPEN) return
      open = true
      lastProbe = now
    },
    probeEnded(): void {
      probing = false
    },
  }
}
