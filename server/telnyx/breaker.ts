import 'server-only'
import type { Lane } from './permit'

/** Consecutive failures (network, timeout, 5xx) after which Telnyx counts as down: two reads of three attempts. */
const FAILURES_TO_OPEN = 6
const PROBE_EVERY_MS = 5000
/** With more instances each one probes less often, but often enough that work resumes within half a minute. */
const MOST_PROBERS = 4
const TRIAL_MS = 30_000
/** While Telnyx counts as down, one urgent call is tried at this interval. */
const URGENT_EVERY_MS = 2000

/**
 * A circuit breaker. While Telnyx is down, only probes (reads of the limiter itself) and occasional urgent calls are
 * sent. One answer half-opens it: reads may work where writes do not. Half-open, the first failure opens it again, and
 * bulk work sends one call at a time until one of its calls was answered.
 */
export function createBreaker() {
  let failures = 0
  let openSince: number | null = null
  let trialUntil = 0
  let closedAt = 0
  let lastProbe = 0
  let probing = false
  let probers = 1
  let lastUrgent = Number.NEGATIVE_INFINITY

  return {
    isOpen: () => openSince !== null,
    openSince: () => openSince,
    onTrial: (now: number) => now < trialUntil,
    /** 0 = due; Infinity while one is under way */
    msUntilProbe: (now: number) =>
      probing ? Number.POSITIVE_INFINITY : Math.max(0, lastProbe + PROBE_EVERY_MS * probers - now),
    shareProbes(instances: number): void {
      probers = Math.min(MOST_PROBERS, Math.max(1, instances))
    },
    msUntilUrgent: (now: number) => Math.max(0, lastUrgent + URGENT_EVERY_MS - now),
    urgentBegins(now: number): void {
      lastUrgent = now
    },
    probeBegins(now: number): void {
      probing = true
      lastProbe = now
    },
    probeEnded(): void {
      probing = false
    },
    answered(lane: Lane, now: number): void {
      failures = 0
      if (openSince !== null) {
        openSince = null
        closedAt = now
        trialUntil = now + TRIAL_MS
      } else if (lane === 'bulk') trialUntil = 0
    },
    failed(sentAt: number, now: number): void {
      // A call sent before Telnyx was back says nothing new when it times out.
      if (sentAt < closedAt) return
      failures = now < trialUntil ? FAILURES_TO_OPEN : failures + 1
      if (openSince !== null || failures < FAILURES_TO_OPEN) return
      openSince = now
      lastProbe = now
    },
  }
}

export type Breaker = ReturnType<typeof createBreaker>
