import { ApiError, badField, type ErrorItem, errorItem } from './api-error'

type Kind = 'string' | 'boolean' | 'count'
type ValueOf<K extends Kind> = K extends 'string' ? string : K extends 'boolean' ? boolean : number
type Values<Shape extends Record<string, Kind>> = { [Name in keyof Shape]?: ValueOf<Shape[Name]> }

const wording: Record<Kind, string> = {
  string: 'must be a string',
  boolean: 'must be true or false',
  count: 'must be a whole number of 0 or more',
}

/** Reads the known fields of a JSON body. Unknown fields and values of another kind are problems with a pointer. */
export function readFields<Shape extends Record<string, Kind>>(
  body: unknown,
  shape: Shape,
): { values: Values<Shape>; problems: ErrorItem[] } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ApiError(400, errorItem('10015', 'The request body must be a JSON object.'))
  const values: Record<string, unknown> = {}
  const problems: ErrorItem[] = []
  for (const [name, value] of Object.entries(body)) {
    const kind = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (!kind) problems.push(badField(`/${name}`, `${name} is not a known field.`))
    else if (!fits(kind, value)) problems.push(badField(`/${name}`, `${name} ${wording[kind]}.`))
    else values[name] = value
  }
  return { values: values as Values<Shape>, problems }
}

function fits(kind: Kind, value: unknown): boolean {
  if (kind === 'count') return Number.isSafeInteger(value) && Number(value) >= 0
  return typeof value === kind
}
