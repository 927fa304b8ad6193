import 'server-only'
import type { TelnyxError, TelnyxErrorKind } from '../../telnyx/error'

// What a worker does with a read from Telnyx that failed.

/** Failures that a later attempt cannot fix. */
const final = new Set<TelnyxErrorKind>(['invalid_key', 'not_manager', 'forbidden', 'not_found', 'invalid'])

export const isFinal = ({ kind }: TelnyxError): boolean => final.has(kind)

/** Milliseconds in which no worker needs to ask: Telnyx is down, and nothing was sent. */
export const restWhileDown = ({ retryAfterMs }: TelnyxError): number => Math.min(retryAfterMs ?? 1_000, 5_000)
