import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TelnyxError } from './error'
import type { Operation } from './operation'
import { cancelled } from './permit'

const READ_TRIES = 3
const FIRST_PAUSE_MS = 150

/** A try may use half of the remaining time, so that the next one has some; the last try, writes and reports all. */
export function tryMs(operation: Operation<unknown>, attempt: number, leftMs: number): number {
  const whole = operation.write || operation.patient || operation.once || attempt >= READ_TRIES
  return Math.max(1, whole ? leftMs : Math.ceil(leftMs / 2))
}

/** Only reads are repeated, after temporary failures: not after a refusal or a redirect. null = do not repeat. */
export function pauseBefore(operation: Operation<unknown>, error: TelnyxError, attempt: number): number | null {
  if (operation.write || operation.once || attempt >= READ_TRIES) return null
  // The limiter knows when Telnyx’s pause ends, and grants the next turn then.
  if (error.kind === 'rate_limited') return 0
  if (error.kind === 'cancelled' || (error.status !== null && error.status >= 300 && error.status < 500)) return null
  if (error.kind === 'invalid' || error.kind === 'too_late') return null
  return FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random())
}

export async function pauseFor(ms: number, operation: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal })
  } catch {
    throw cancelled(operation)
  }
}
