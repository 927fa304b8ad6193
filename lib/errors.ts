/** All error codes. Every route and action answers with one of these. */
export const errorStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  /** Allowed after the operator has confirmed their identity. */
  confirm_identity: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  internal: 500,
  upstream: 502,
  unavailable: 503,
} as const

/** The default message that asks for a proof of identity. */
export const confirmIdentity = 'Confirm your identity to continue.'

export type ErrorCode = keyof typeof errorStatus

/** A failure for people: what happened, what to do, and the affected fields. */
export type Problem = {
  code: ErrorCode
  /** One sentence, no internals. */
  message: string
  /** What the reader can do about it. */
  hint?: string
  /** Input name → sentence, for problems to show next to a field. */
  fields?: Record<string, string>
  /** Telnyx's request id, for its support. */
  requestId?: string
  /** Seconds until a retry makes sense. */
  retryAfter?: number
  /** Certainly not carried out, for a temporary reason: the same may be sent again. */
  retryable?: true
  /** It may have been carried out: nothing may be shown that says it was not. */
  uncertain?: true
}

/** The problem and what to do about it, as one text. */
export function problemText({ message, hint }: Pick<Problem, 'message' | 'hint'>): string {
  return hint ? `${message} ${hint}` : message
}

/** What to do about a failure whose cause is only in the log. @param reference the request id in the log */
export function retryWords(reference: string): string {
  return `Try again. If it happens again, give your administrator this reference: ${reference}.`
}

/** The console runs, but its database does not answer. */
export const databaseDown: Problem = {
  code: 'unavailable',
  message: 'The database of this console is not responding.',
  hint: 'If you were making a change, check whether it was made before you repeat it. Try again in a moment.',
  uncertain: true,
}

/** The console refuses a change before it begins: it could not be recorded. */
export const diskFull: Problem = {
  code: 'unavailable',
  message: 'The disk of this console is nearly full. Nothing was changed.',
  hint: 'Ask an administrator to make room, then try again. You can still stop and undo changes.',
}

/** The database refused to store something. */
export const databaseFull: Problem = {
  code: 'unavailable',
  message: 'The disk of this console’s database is full.',
  hint: 'If you were making a change, check whether it was made before you repeat it. Ask an administrator to make room.',
  uncertain: true,
}

/** The digest of a page error, the only detail that reaches the browser. */
export const databaseDownDigest = 'database-down'

/** Thrown by commands and queries. The wrappers make it a typed answer, and any other error `internal`. */
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
    hint: 'Ask an owner of this console if you need this permission.',
  })
}
