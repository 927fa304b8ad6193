/** The closed table of failures: every route and action returns one of these, and nothing else. */
export const errorStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  /** Allowed once the operator has confirmed their identity again. */
  confirm_identity: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  internal: 500,
  upstream: 502,
  unavailable: 503,
} as const

/** Asks for a fresh identity when there is nothing more to say. */
export const confirmIdentity = 'Confirm that it is you.'

export type ErrorCode = keyof typeof errorStatus

/** A failure for people: what happened, what to do, and the field it belongs to, if any. */
export type Problem = {
  code: ErrorCode
  /** One sentence, no internals. */
  message: string
  /** What the reader can do about it. */
  hint?: string
  /** Input name → sentence, for problems that belong next to a field. */
  fields?: Record<string, string>
  /** Telnyx's request id, for its support. */
  requestId?: string
  /** Seconds until a retry makes sense. */
  retryAfter?: number
  /** A retryable failure: certainly not carried out, so the same request may be sent again. */
  passing?: true
}

/** The problem and what to do about it, as one text. */
export function problemText({ message, hint }: Pick<Problem, 'message' | 'hint'>): string {
  return hint ? `${message} ${hint}` : message
}

/** What to do about a failure whose cause only the log has. @param reference the id of its request there */
export function retryWords(reference: string): string {
  return `Try again. If it happens again, give your administrator this reference: ${reference}.`
}

/** The console works, but its database does not. */
export const databaseDown: Problem = {
  code: 'unavailable',
  message: 'The database of this console does not answer.',
  hint: 'If you were changing something, check whether it was done before you repeat it. Try again in a moment.',
}

/** The error code of a page: all that the browser learns of it. */
export const databaseDownDigest = 'database-down'

/**
 * Thrown on the server by commands and queries; the wrappers turn it into a typed answer. Any other error becomes
 * `internal`, and its text is never shown.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly problem: Problem

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options)
    this.problem = problem
  }
}

export function invalid(message: string, fields?: Record<string, string>): AppError {
  return new AppError({ code: 'invalid', message, ...(fields && { fields }) })
}

export function notFound(what: string): AppError {
  return new AppError({ code: 'not_found', message: `${what} was not found.` })
}

export function conflict(message: string, hint?: string): AppError {
  return new AppError({ code: 'conflict', message, ...(hint && { hint }) })
}

export function forbidden(): AppError {
  return new AppError({
    code: 'forbidden',
    message: 'Your role does not allow this.',
    hint: 'Ask an owner of this console if you need it.',
  })
}
