import 'server-only'
import * as z from 'zod'
import { jsonOrNull } from '@/lib/json'
import { type TelnyxComplaint, TelnyxError, type TelnyxErrorFacts, type TelnyxErrorKind } from './error'
import { orNull } from './parse'
import { readRateReport } from './rate-report'
import type { HttpAnswer, TransportFault } from './transport'
import { cleanToken, cleanWords } from './words'

/** What classifying an error needs to know about a call. */
export type CallFacts = {
  name: string
  write: boolean
  /** What a 403 refuses: the manager's own lists, one account, or the key's organization */
  scope: 'manager' | 'account' | 'organization'
  /** Values that must not appear in an error: the key, a password */
  secrets: readonly string[]
}

const errorsSchema = z.object({ errors: z.array(z.unknown()).min(1) })
const text = orNull(z.string())
const complaintSchema = z.object({
  code: orNull(z.union([z.string(), z.number().transform(String)])),
  title: text,
  detail: text,
  source: orNull(z.object({ pointer: text, parameter: text })),
})

const codeShape = /^[\w.-]{1,32}$/
const requestIdShape = /^[\w.:/-]{1,128}$/
const pointerShape = /^[\w/.[\]~-]{1,120}$/

export function requestIdOf(answer: HttpAnswer, secrets: readonly string[]): string | null {
  return cleanToken(answer.header('x-request-id'), requestIdShape, secrets)
}

/** An answer that is not a plain 200: a refusal, a redirect, an error of Telnyx, or of a proxy in between. */
export function refusalOf(call: CallFacts, answer: HttpAnswer, now: number): TelnyxError {
  const { status } = answer
  const rate = readRateReport(answer.header, now)
  const complaints = complaintsIn(answer.text, call.secrets)
  const named = complaints.find(complaint => complaint.pointer !== null) ?? complaints[0]
  // The breaker and the screens wait for this time, so a 429 always has one.
  const retryAfterMs = rate.retryAfterMs ?? (status === 429 ? (rate.resetMs ?? 1000) : null)
  return new TelnyxError(call.name, {
    kind: kindOf(call, answer, complaints.length > 0),
    status,
    telnyxCode: named?.code ?? null,
    pointer: named?.pointer ?? null,
    detail: named?.detail ?? null,
    complaints,
    requestId: requestIdOf(answer, call.secrets),
    retryAfterMs: status === 429 || status === 503 ? retryAfterMs : null,
    certainty: call.write && mayBeDone(status) ? 'unknown' : 'no',
  })
}

/** A refusal (4xx) is a certain no, except the two that depend on time: request timeout and lock conflict. */
function mayBeDone(status: number): boolean {
  return status < 400 || status >= 500 || status === 408 || status === 409
}

function kindOf(call: CallFacts, answer: HttpAnswer, telnyxSpoke: boolean): TelnyxErrorKind {
  const { status } = answer
  if (status >= 500) return 'server'
  if (status < 400) return 'bad_answer'
  if (status === 429) return 'rate_limited'
  if (status === 408) return 'timeout'
  // A page of a proxy or a firewall: its 404 must not read as "Telnyx does not know this account".
  if (!telnyxSpoke && isForeign(answer)) return 'bad_answer'
  if (status === 401) return 'invalid_key'
  if (status === 403) return call.scope === 'manager' ? 'not_manager' : 'forbidden'
  if (status === 404) return 'not_found'
  return status === 402 ? 'forbidden' : 'invalid'
}

function isForeign(answer: HttpAnswer): boolean {
  return /html/i.test(answer.header('content-type') ?? '') || /^\s*</.test(answer.text ?? '')
}

function complaintsIn(text: string | null, secrets: readonly string[]): TelnyxComplaint[] {
  const body = errorsSchema.safeParse(jsonOrNull(text ?? ''))
  if (!body.success) return []
  return body.data.errors.slice(0, 10).flatMap(item => {
    const complaint = complaintSchema.safeParse(item)
    if (!complaint.success) return []
    const { code, title, detail, source } = complaint.data
    return {
      code: cleanToken(code, codeShape, secrets),
      pointer: cleanToken(source?.pointer ?? source?.parameter, pointerShape, secrets),
      detail: cleanWords(detail, secrets) ?? cleanWords(title, secrets),
    }
  })
}

/** A 200 with another content than requested: HTML, cut off, empty, another record. */
export function badAnswer(call: CallFacts, answer: HttpAnswer): TelnyxError {
  return new TelnyxError(call.name, {
    kind: 'bad_answer',
    status: answer.status,
    requestId: requestIdOf(answer, call.secrets),
    certainty: call.write ? 'unknown' : 'no',
  })
}

const kindOfFault = {
  timeout: 'timeout',
  lost: 'network',
  unparsable: 'bad_answer',
  cut: 'bad_answer',
  too_big: 'bad_answer',
  encoded: 'bad_answer',
  aborted: 'cancelled',
  too_late: 'too_late',
} as const satisfies Record<TransportFault['fault'], TelnyxErrorKind>

/** No answer arrived, or it broke off. A request that was not sent was not carried out. */
export function faultOf(call: CallFacts, { fault, sent, status }: TransportFault): TelnyxError {
  const facts: TelnyxErrorFacts = { kind: kindOfFault[fault], status, certainty: call.write && sent ? 'unknown' : 'no' }
  return new TelnyxError(call.name, facts)
}

/** Refused here: an id or an input that must not be sent. */
export function refusedHere(operation: string, detail: string, pointer: string | null = null): TelnyxError {
  return new TelnyxError(operation, {
    kind: 'invalid',
    certainty: 'no',
    detail,
    pointer,
    complaints: [{ code: null, pointer, detail }],
  })
}
