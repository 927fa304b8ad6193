/** One entry of Telnyx's `errors` list; every code is a string there. */
export type ErrorItem = {
  code: string
  title: string
  detail?: string
  source?: { pointer: string } | { parameter: string }
}

/** A refusal, thrown by an operation and answered as `{ errors }`. */
export class ApiError extends Error {
  readonly status: number
  readonly errors: readonly ErrorItem[]

  constructor(status: number, ...errors: ErrorItem[]) {
    super(errors.map(error => error.detail ?? error.title).join('; '))
    this.status = status
    this.errors = errors
  }
}

const titles: Record<string, string> = {
  '10004': 'Missing required parameter',
  '10005': 'Resource not found',
  '10007': 'Unexpected error',
  '10009': 'Authentication failed',
  '10010': 'Not authorized',
  '10011': 'Too many requests',
  '10012': 'Duplicate resource',
  '10015': 'Bad Request',
}

export function errorItem(code: string, detail: string, source?: ErrorItem['source']): ErrorItem {
  return { code, title: titles[code] ?? 'Error', detail, ...(source && { source }) }
}

/** A field of the body that was not acceptable. */
export function badField(pointer: string, detail: string, code = '10015'): ErrorItem {
  return errorItem(code, detail, { pointer })
}

/** A query parameter that was not acceptable. */
export function badParameter(parameter: string, detail: string): ApiError {
  return new ApiError(400, errorItem('10015', detail, { parameter }))
}

export function notFound(what: string): ApiError {
  return new ApiError(404, errorItem('10005', `${what} could not be found.`))
}
