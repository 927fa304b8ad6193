import 'server-only'
import type { TelnyxError, TelnyxErrorKind } from './error'

/** What went wrong between Telnyx and us, not what Telnyx says of one account or what was never sent. */
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
  /** Epoch ms of Telnyx's last answer, whatever it said; null = none since the start */
  lastAnswerAt: number | null
  /** The last failure of the connection, also of a call that succeeded when it was tried again */
  lastTrouble: { at: number; operation: string; error: TelnyxError } | null
}

/** Remembers how the last calls went, for the settings. */
export function createHealth(now: () => number) {
  const health: Health = { lastAnswerAt: null, lastTrouble: null }
  return {
    /** @param status of the answer; null = there was none */
    note(operation: string, error: TelnyxError | null, status: number | null): void {
      if (status !== null && error?.kind !== 'bad_answer') health.lastAnswerAt = now()
      if (error && troubles.includes(error.kind)) health.lastTrouble = { at: now(), operation, error }
    },
    read: (): Health => ({ ...health }),
  }
}
