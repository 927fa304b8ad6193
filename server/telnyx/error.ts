import 'server-only'
import type { ErrorCode, Problem } from '@/lib/errors'

export type TelnyxErrorKind =
  | 'invalid_key'
  | 'not_manager'
  | 'forbidden'
  | 'not_found'
  /** 400, 409, 422 and other refusals; also an id or a filter that this edge refused to send */
  | 'invalid'
  | 'rate_limited'
  /** 5xx */
  | 'server'
  | 'timeout'
  /** The connection failed or was lost. */
  | 'network'
  /** HTML, cut, empty, foreign, too big, a redirect */
  | 'bad_answer'
  /** Telnyx is down: nothing was sent. */
  | 'circuit_open'
  /** The process stood still between deciding and sending: nothing was sent. */
  | 'too_late'
  /** The caller gave up before anything was sent (a read also while it was in flight). */
  | 'cancelled'

/** One complaint of Telnyx about one input. */
export type TelnyxComplaint = { code: string | null; pointer: string | null; detail: string | null }

export type TelnyxErrorFacts = {
  kind: TelnyxErrorKind
  status?: number | null
  telnyxCode?: string | null
  requestId?: string | null
  pointer?: string | null
  detail?: string | null
  retryAfterMs?: number | null
  certainty: 'no' | 'unknown'
  complaints?: readonly TelnyxComplaint[]
}

/** The only error type of this edge. It has no `cause`: those of HTTP libraries hold the key, and loggers print it. */
export class TelnyxError extends Error {
  override readonly name = 'TelnyxError'
  readonly kind: TelnyxErrorKind
  readonly status: number | null
  readonly telnyxCode: string | null
  readonly requestId: string | null
  /** The input that Telnyx rejects: '/channel_limit', or the name of a query parameter. */
  readonly pointer: string | null
  /** Telnyx's own words, cleaned and at most 300 characters. */
  readonly detail: string | null
  readonly retryAfterMs: number | null
  /** 'no' = certainly not carried out (refused, or nothing was sent); 'unknown' = it may have been. */
  readonly certainty: 'no' | 'unknown'
  /** All complaints of one answer, the first ten. */
  readonly complaints: readonly TelnyxComplaint[]

  /** Next bundles this file several times: the client's errors are of another copy of this class than a page's. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'TelnyxError'
  }

  constructor(operation: string, facts: TelnyxErrorFacts) {
    super(`Telnyx ${operation}: ${facts.kind}${facts.status ? ` (HTTP ${facts.status})` : ''}`)
    this.kind = facts.kind
    this.status = facts.status ?? null
    this.telnyxCode = facts.telnyxCode ?? null
    this.requestId = facts.requestId ?? null
    this.pointer = facts.pointer ?? null
    this.detail = facts.detail ?? null
    this.retryAfterMs = facts.retryAfterMs ?? null
    this.certainty = facts.certainty
    this.complaints = facts.complaints ?? []
  }
}

type Words = { code: ErrorCode; message: string; hint: string }

const wordsOfKind: Record<TelnyxErrorKind, Words> = {
  invalid_key: {
    code: 'upstream',
    message: 'Telnyx did not accept the console’s API key.',
    hint: 'Ask an owner to check it. It may have been deleted, or it is not the key of a manager account.',
  },
  not_manager: {
    code: 'upstream',
    message: 'The console’s API key does not belong to a manager account.',
    hint: 'Ask an owner to set the API key of the manager account.',
  },
  forbidden: {
    code: 'upstream',
    message: 'The console’s API key has no permission for this at Telnyx.',
    hint: 'Ask an owner to check its permissions at Telnyx, and that it is the manager account’s key.',
  },
  not_found: {
    code: 'not_found',
    message: 'This does not exist at Telnyx.',
    hint: 'It may have been removed. Reload the page to see the current state.',
  },
  invalid: { code: 'invalid', message: 'Telnyx refused this.', hint: 'Correct it and send it again.' },
  rate_limited: {
    code: 'rate_limited',
    message: 'Telnyx accepts no more requests from this console at the moment.',
    hint: 'Nothing was changed. Try again shortly.',
  },
  server: {
    code: 'upstream',
    message: 'Telnyx reported an internal error.',
    hint: 'Try again in a minute. If it happens again, give Telnyx support the request id.',
  },
  timeout: { code: 'upstream', message: 'Telnyx did not answer in time.', hint: 'Try again in a minute.' },
  network: {
    code: 'unavailable',
    message: 'The connection to Telnyx failed.',
    hint: 'Try again in a minute. If it happens again, ask an owner to check the network of this server.',
  },
  bad_answer: {
    code: 'upstream',
    message: 'Telnyx sent an answer that the console cannot read.',
    hint: 'Try again in a minute. If it happens again, ask an owner to check the address of Telnyx in the settings.',
  },
  circuit_open: {
    code: 'unavailable',
    message: 'Telnyx is not answering at the moment.',
    hint: 'Nothing was sent. Send it again when Telnyx answers.',
  },
  too_late: {
    code: 'unavailable',
    message: 'The console was suspended before it could send this.',
    hint: 'Nothing was sent. Try again.',
  },
  cancelled: {
    code: 'unavailable',
    message: 'This was stopped before it reached Telnyx.',
    hint: 'Nothing was changed.',
  },
}

const unknownHint = 'It may still have been carried out. Check Telnyx’s portal before you repeat it.'

/**
 * A failure as text for people.
 * @param pointerToField Telnyx's pointers (or their last part, `channel_limit`) → names of our inputs
 */
export function toProblem(error: TelnyxError, pointerToField: Record<string, string> = {}): Problem {
  const fields = fieldsOf(error, pointerToField)
  const { code, message, hint } = wordsOf(error)
  return {
    code,
    message,
    hint: error.certainty === 'unknown' ? unknownHint : hint,
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(error.requestId && { requestId: error.requestId }),
    ...(error.retryAfterMs !== null && { retryAfter: Math.max(1, Math.ceil(error.retryAfterMs / 1000)) }),
    ...(isRetryable(error) && { retryable: true as const }),
  }
}

const notSent = new Set<TelnyxErrorKind>(['circuit_open', 'rate_limited', 'too_late', 'cancelled'])

/** The failure of a read: "Nothing was sent" would read as an answer about a change of the operator. */
export function readProblem(error: TelnyxError, { repeated }: { repeated: boolean }): Problem {
  const hint = repeated ? 'The console tries again automatically.' : 'Try again in a minute.'
  return { ...toProblem(error), ...(notSent.has(error.kind) && { hint }) }
}

const retryable = new Set<TelnyxErrorKind>(['rate_limited', 'network', 'circuit_open', 'too_late', 'cancelled'])

/** Nothing was carried out, for a reason that is not in the request itself. */
function isRetryable(error: TelnyxError): boolean {
  return error.certainty === 'no' && (retryable.has(error.kind) || error.status === 409)
}

function wordsOf(error: TelnyxError): Words {
  const words = wordsOfKind[error.kind]
  if (error.status === 409) {
    return {
      code: 'conflict',
      message: 'Telnyx is still processing an earlier request.',
      hint: 'Try again in a minute.',
    }
  }
  if (error.kind === 'invalid') {
    const sentence = sentenceOf({ code: error.telnyxCode, pointer: error.pointer, detail: error.detail })
    return { ...words, message: sentence ? `Telnyx refused this: ${sentence}` : words.message }
  }
  if (error.kind === 'forbidden' && error.detail)
    return { ...words, message: `${words.message} Telnyx’s message: ${error.detail}` }
  return words
}

function fieldsOf(error: TelnyxError, pointerToField: Record<string, string>): Record<string, string> {
  const fields: Record<string, string> = {}
  if (error.kind !== 'invalid') return fields
  for (const complaint of error.complaints) {
    const field = complaint.pointer === null ? undefined : fieldOf(complaint.pointer, pointerToField)
    if (field && !(field in fields)) fields[field] = sentenceOf(complaint) ?? 'Telnyx refused this value.'
  }
  return fields
}

function fieldOf(pointer: string, pointerToField: Record<string, string>): string | undefined {
  const last = pointer.slice(pointer.lastIndexOf('/') + 1)
  const known = [pointer, pointer.replace(/^\//, ''), `/${last}`, last]
  return known.filter(name => Object.hasOwn(pointerToField, name)).map(name => pointerToField[name])[0]
}

function sentenceOf({ code, pointer, detail }: TelnyxComplaint): string | null {
  // The usual failure of a create deserves a better text than "has already been taken": existing users cannot be moved.
  if (code === '10012' && pointer?.endsWith('email')) {
    return 'This e-mail already belongs to a Telnyx account. Existing Telnyx users cannot be moved under a manager.'
  }
  return detail
}
