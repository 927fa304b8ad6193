import 'server-only'
import type { TelnyxOperation } from '@/lib/connection'
import type { SendBefore } from '../platform/send-before'
import type { TelnyxError } from './error'
import type { CallFacts } from './failure'
import type { Parser } from './parse'
import type { Lane, Permit } from './permit'
import type { SdkCall } from './sdk'

export type CallOptions = {
  /** Who waits: a person (the default), a job, or the background sync */
  lane?: Lane
  /** Ends the waiting, and a read in flight. A write that may have been sent is always waited for. */
  signal?: AbortSignal
  /** Reads: all tries together, from the call (click) or the first token (bulk, sync). Writes: from the token. */
  deadlineMs?: number
  /** Also tried occasionally while Telnyx counts as down: an unknown outcome is better than no attempt. */
  urgent?: boolean
  /** A turn taken before (`telnyx.turn`), for the first try. The call ends the permit in every case. */
  permit?: Permit
  /**
   * Writes: refused with `too_late`, certainty `no`, when the connection is not ready by then. Always bounded: 15 s
   * after its token, or 15 s after its permit. Waiting for a token does not count: the rate limit causes it.
   */
  sendBefore?: SendBefore
  /** Writes: called right before the request is written. true = refused with `too_late`, certainty `no`. */
  isFenced?: () => boolean
}

/** How large an answer may be. */
export const SINGLE_BYTES = 250_000
export const LIST_BYTES = 5_000_000

/** The answer of a write, with Telnyx's request id for the audit. */
export type Answer<T> = { data: T; requestId: string | null }

/** One try: an HTTP exchange, or a refusal before one. */
export type CallEvent = {
  operation: string
  lane: Lane
  /** 1, 2, 3 */
  attempt: number
  /** From the token to the answer; 0 when nothing was sent */
  ms: number
  status: number | null
  requestId: string | null
  outcome: 'ok' | TelnyxError['kind']
}

export type Operation<T> = Omit<CallFacts, 'name' | 'secrets'> & {
  name: TelnyxOperation
  maxBytes: number
  /** Values of the input that no error may repeat (a password) */
  secrets?: readonly string[]
  /** Throws TelnyxError `invalid` for what must not be sent. */
  check?: () => void
  request: SdkCall
  parse: Parser<T>
  /** A large answer may use the whole deadline in one try. */
  patient?: boolean
  /** The edge does not retry it: the caller does. */
  once?: boolean
}
