import 'server-only'
import { isTooLate, type SendBefore } from '../platform/send-before'
import { TelnyxError } from './error'
import { MAX_WAIT_MS, type RateReport } from './rate-report'

/** In order: a waiting click takes the next token, then bulk work, then the background sync. */
export const lanes = ['click', 'bulk', 'sync'] as const
export type Lane = (typeof lanes)[number]

export type CallReport =
  /** Telnyx answered, with any status */
  | { outcome: 'answered'; status: number; rate: RateReport }
  /** No answer: the connection failed or was lost, or the deadline passed; `sent: false` = not a byte was sent */
  | { outcome: 'failed'; sent?: boolean }
  /** Says nothing about Telnyx: the caller gave up, or the answer was not Telnyx's */
  | { outcome: 'unused'; sent?: boolean }

/** The turn of one request. Its holder either makes a call with it or gives it back; a held permit expires. */
export type Permit = {
  readonly lane: Lane
  /** Its request must be on its way before this. */
  readonly sendBefore: SendBefore
  /**
   * Starts its one request.
   * @throws TelnyxError, certainty `no`: it has expired, was used, or Telnyx has asked us to send nothing since it was
   * given
   */
  use(): void
  /** Its request is being written now: connecting took a while. */
  sent(): void
  /** Ends it, whatever the result. `{ outcome: 'unused' }` gives its token back. Only the first call counts. */
  done(report: CallReport): void
}

export type TurnRequest = {
  lane: Lane
  operation: string
  /** While Telnyx counts as down, waits for an attempt (one every few seconds) instead of being refused. */
  urgent?: boolean
  signal?: AbortSignal
  /**
   * Rejects with `rate_limited`, or `circuit_open` while Telnyx is down, when the turn does not come within that time:
   * calls as soon as that is certain, `telnyx.turn` when the time is over
   */
  maxWaitMs?: number
}

type PermitParts = {
  lane: Lane
  operation: string
  sendBefore: SendBefore
  /** Why its request may not be sent after all; null = it may */
  refusal(): TelnyxError | null
  sending(): void
  /** @param sent false = certainly nothing was sent */
  ended(report: CallReport, sent: boolean): void
  /** Schedules its expiry; returns how to cancel that. */
  lapse(end: () => void): () => void
}

export function createPermit({ lane, operation, sendBefore, refusal, sending, ended, lapse }: PermitParts): Permit {
  let state: 'held' | 'used' | 'over' = 'held'

  function done(report: CallReport): void {
    if (state === 'over') return
    const unused = state === 'held'
    state = 'over'
    callOffLapse()
    ended(report, report.outcome === 'answered' || (report.sent ?? !(unused && report.outcome === 'unused')))
  }

  const callOffLapse = lapse(() => done({ outcome: 'unused' }))
  return {
    lane,
    sendBefore,
    done,
    use() {
      const refused = state !== 'held' || isTooLate(sendBefore) ? tooLate(operation) : refusal()
      if (refused) {
        if (state === 'held') done({ outcome: 'unused' })
        throw refused
      }
      state = 'used'
      sending()
    },
    sent() {
      if (state === 'used') sending()
    },
  }
}

export function circuitOpen(operation: string, retryAfterMs: number): TelnyxError {
  return new TelnyxError(operation, { kind: 'circuit_open', certainty: 'no', retryAfterMs })
}

export function tooBusy(operation: string, waitMs: number): TelnyxError {
  const retryAfterMs = Math.min(waitMs, MAX_WAIT_MS)
  return new TelnyxError(operation, { kind: 'rate_limited', certainty: 'no', retryAfterMs })
}

function tooLate(operation: string): TelnyxError {
  return new TelnyxError(operation, { kind: 'too_late', certainty: 'no' })
}

export function cancelled(operation: string): TelnyxError {
  return new TelnyxError(operation, { kind: 'cancelled', certainty: 'no' })
}
