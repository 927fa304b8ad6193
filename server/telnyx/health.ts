import 'server-only'
import type { TelnyxOperation } from '@/lib/connection'
import type { TelnyxError, TelnyxErrorKind } from './error'

/** Failures of the connection to Telnyx, not what Telnyx says about one account and not what was never sent. */
const troubles: readonly TelnyxErrorKind[] = [
  'invalid_key',
  'not_manager',
  'forbidden',
  'rate_limited',
  'server',
  'timeout',
  'network',
  'bad_answer',
]

export type Health = {
  /** Epoch ms of Telnyx's last answer, with any content; null = none since the start */
  lastAnswerAt: number | null
  /** The last failure of the connection, also of a call that succeeded on a later attempt */
  lastTrouble: { at: number; operation: TelnyxOperation; error: TelnyxError } | null
}

/** Remembers the results of recent calls, for the settings screen. */
export function createHealth(now: () => number) {
  const health: Health = { lastAnswerAt: null, lastTrouble: null }
  return {
    /** @param status of the answer; null = there was none */
    note(operation: TelnyxOperation, error: TelnyxError | null, status: number | null): void {
      if (status !== null && error?.kind !== 'bad_answer') health.lastAnswerAt = now()
      if (error && troubles.includes(error.kind)) health.lastTrouble = { at: now(), operation, error }
    },
    read: (): Health => ({ ...health }),
  }
}
