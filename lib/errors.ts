/** The closed table of failures: every route and action answers with one of these, and with nothing else. */
export const errorStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  /** Allowed, once the operator has proved again who they are. */
  confirm_identity: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  internal: 500,
  upstream: 502,
  unavailable: 503,
} as const

/** Asks for a proof of identity where nothing more is to be said. */
export const confirmIdentity = 'Confirm your identity to continue.'

export type ErrorCode = keyof typeof errorStatus

/** A failure as a person reads it: what happened, what to do, and the field it belongs to where there is one. */
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
  /** Certainly not carried out, for a reason that may pass: the same may be sent again. */
  passing?: true
}

/** The problem and what to do about it, as one text. */
export function problemText({ message, hint }: Pick<Problem, 'message' | 'hint'>): string {
  return hint ? `${message} ${hint}` : message
}

/** What to do about a failure whose cause only the log tells. @param reference the id of its request there */
export function retryWords(reference: string): string {
  return `Try again. If it happens again, give your administrator this reference: ${reference}.`
}

/** The console works, its database does not. */
export const databaseDown: Problem = {
  code: 'unavailable',
  message: 'The database of this console is not responding.',
  hint: 'If you were making a change, check whether it was made before you repeat it. Try again in a moment.',
}

/** On an error of a page: all that the browser is told of it. */
export const databaseDownDigest = 'database-down'

/** Thrown on the server by commands and queries; the wrappers turn it into a typed answer. Anything else is `internal` and never speaks. */
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
