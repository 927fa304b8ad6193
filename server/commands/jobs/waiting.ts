import 'server-only'
import type { Services } from '../../context'
import type { TelnyxError, TelnyxErrorKind } from '../../telnyx/error'
import { type Claimed, releaseClaim } from './claim'

// What a worker does with a read from Telnyx that failed.

/** Failures that a later attempt cannot fix. */
const final = new Set<TelnyxErrorKind>(['invalid_key', 'not_manager', 'forbidden', 'not_found', 'invalid'])

export const isFinal = ({ kind }: TelnyxError): boolean => final.has(kind)

/** Telnyx is down, and nothing was sent: releases the item. Returns milliseconds in which no worker needs to ask. */
export async function restWhileDown(services: Services, claimed: Claimed, error: TelnyxError): Promise<number> {
  await releaseClaim(services, claimed, null)
  return Math.min(error.retryAfterMs ?? 1_000, 5_000)
}
