import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { TelnyxError } from './error'
import type { Operation } from './operation'

const READ_TRIES = 3
const FIRST_PAUSE_MS = 150

/** One try may not eat the time of the next: half of what is left, all of it for the last, for writes and for reports. */
export function tryMs(operation: Operation<unknown>, attempt: number, leftMs: number): number {
  const whole = operation.write || operation.patient || operation.once || attempt >= READ_TRIES
  return Math.max(1, whole ? leftMs : Math.ceil(leftMs / 2))
}

/** Only reads are repeated, and only what may pass: a refusal and a redirect will not. null = do not repeat. */
export function pauseBefore(operation: Operation<unknown>, error: TelnyxError, attempt: number): number | null {
  if (operation.write || operation.once || attempt >= READ_TRIES) return null
  // The limiter knows when Telnyx wants to hear from us again: the next turn comes then.
  if (error.kind === 'rate_limited') return 0
  if (error.kind === 'cancelled' || (error.status !== null && error.status >= 300 && error.status < 500)) return null
  if (error.kind === 'invalid' || error.kind === 'too_late') return null
  return FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random())
}

export async function pauseFor(ms: number, operation: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal })
  } catch {
    throw new TelnyxError(operation, { kind: 'cancelled', certainty: 'no' })
  }
}
