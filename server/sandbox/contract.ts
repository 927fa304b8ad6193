import { readFileSync } from 'node:fs'
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import { isRecord, parseJson } from './json'

/** A call as seen on the wire, also one of `sandbox.calls()`. Without `response` only the request is checked. */
export type ContractCall = {
  method: string
  /** With the leading `/v2`, without the query. */
  path: string
  query: Record<string, string>
  /** Parsed; absent when there was no body. */
  body?: unknown
  response?: { status: number; headers: Record<string, string>; body: string }
}

/** The contract violations of one call, as text; empty when there are none. */
export type ContractCheck = (call: ContractCall) => string[]

type Operation = {
  method: string
  segments: string[]
  query: ValidateFunction
  /** null: the operation takes no body. */
  body: { validate: ValidateFunction; required: boolean } | null
  answers: Map<string, Map<string, ValidateFunction>>
}

let loaded: { operations: Operation[]; errors: ValidateFunction } | undefined

/**
 * Checks one call against contract.yaml: the path, every query parameter, the request body, and the answer's status and
 * body. Everything that the contract does not name is a violation, in requests and in answers.
 */
export function checkCall(call: ContractCall): string[] {
  loaded ??= load()
  const operation = loaded.operations.find(candidate => candidate.method === call.method && fits(candidate, call.path))
  if (!operation) return [`${call.method} ${call.path} is no operation of the contract`]
  const asked = [...problems('query', operation.query, { ...call.query }), ...bodyProblems(operation, call)]
  return call.response
    ? [...asked, ...answerProblems(operation, loaded.errors, call.response, asked.length > 0)]
    : asked
}

function bodyProblems({ body }: Operation, call: ContractCall): string[] {
  const absent = call.body === undefined
  const empty = isRecord(call.body) && Object.keys(call.body).length === 0
  if (!body) return absent || empty ? [] : ['request body: this operation takes none']
  if (absent) return body.required ? ['request body: missing'] : []
  return problems('request body', body.validate, call.body)
}

function answerProblems(
  operation: Operation,
  errors: ValidateFunction,
  { status, headers, body }: NonNullable<ContractCall['response']>,
  badRequest: boolean,
): string[] {
  const type = headers['content-type']?.split(';')[0] ?? ''
  const declared = operation.answers.get(String(status))
  if (declared && declared.size > 0) {
    const validate = declared.get(type)
    if (!validate) return [`answer ${status}: content type ${type || 'missing'} is not in the contract`]
    return problems(`answer ${status}`, validate, type === 'application/json' ? parseJson(body) : body)
  }
  // Any operation may answer 403, 429 and 5xx, and 400 or 422 to a request outside the contract.
  const expected =
    declared ?? (status === 403 || status === 429 || status >= 500 || (badRequest && [400, 422].includes(status)))
  if (!expected) return [`answer ${status}: not in the contract`]
  return body === '' || status >= 500 ? [] : problems(`answer ${status}`, errors, parseJson(body))
}

function problems(where: string, validate: ValidateFunction, value: unknown): string[] {
  if (validate(value)) return []
  return (validate.errors ?? []).map(error => {
    const extra = error.params.additionalProperty ? ` (${error.params.additionalProperty})` : ''
    return `${where}${error.instancePath}: ${error.message ?? error.keyword}${extra}`
  })
}

function fits({ segments }: Operation, path: string): boolean {
  const given = path.split('/')
  return (
    segments.length === given.length &&
    segments.every((segment, index) => (segment.startsWith('{') ? given[index] !== '' : segment === given[index]))
  )
}

const methods = ['get', 'post', 'patch', 'put', 'delete']

function load() {
  const document: unknown = parse(readFileSync(new URL('./contract.yaml', import.meta.url), 'utf8'))
  const bodies = new Ajv2020({ strict: false, allErrors: true })
  // A query carries only text: `250` there is an integer.
  const queries = new Ajv2020({ strict: false, allErrors: true, coerceTypes: true })
  addFormats.default(bodies)
  const compile = (schema: unknown) => bodies.compile(closed(document, schema))
  const operations = Object.entries(record(record(document).paths)).flatMap(([path, item]) =>
    Object.entries(record(item))
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]): Operation => {
        const { requestBody, parameters, responses } = record(operation)
        return {
          method: method.toUpperCase(),
          segments: `/v2${path}`.split('/'),
          query: queries.compile(querySchema(parameters)),
          body: requestBody
            ? { validate: compile(jsonSchemaOf(requestBody)), required: record(requestBody).required === true }
            : null,
          answers: mapOf(responses, response =>
            mapOf(record(resolved(document, response)).content, content => compile(record(content).schema)),
          ),
        }
      }),
  )
  // A fixed path comes before a path with an id that would match it too.
  operations.sort((a, b) => Number(a.segments.some(isId)) - Number(b.segments.some(isId)))
  return { operations, errors: compile({ $ref: '#/components/schemas/Errors' }) }
}

const isId = (segment: string) => segment.startsWith('{')

function querySchema(parameters: unknown) {
  const named = (Array.isArray(parameters) ? parameters : []).map(record).filter(parameter => parameter.in === 'query')
  return {
    type: 'object',
    properties: Object.fromEntries(named.map(parameter => [String(parameter.name), parameter.schema])),
    additionalProperties: false,
  }
}

function jsonSchemaOf(body: unknown): unknown {
  return record(record(record(body).content)['application/json']).schema
}

/** The schema with references and `allOf` expanded, and objects closed, so that an undocumented field is found. */
function closed(document: unknown, schema: unknown): Record<string, unknown> {
  const { allOf, properties, items, ...rest } = record(resolved(document, schema))
  const result: Record<string, unknown> = { ...rest }
  if (items) result.items = closed(document, items)
  if (properties) {
    result.properties = Object.fromEntries(mapOf(properties, property => closed(document, property)))
    result.additionalProperties = false
  }
  if (!Array.isArray(allOf)) return result
  const parts = allOf.map(part => closed(document, part))
  return {
    type: 'object',
    properties: Object.assign({}, ...parts.map(part => part.properties)),
    required: [rest, ...parts].flatMap(part => (Array.isArray(part.required) ? part.required : [])),
    additionalProperties: false,
  }
}

/** Follows one `$ref` of the form `#/a/b/c`. */
function resolved(document: unknown, value: unknown): unknown {
  const { $ref } = record(value)
  if (typeof $ref !== 'string') return value
  return $ref
    .slice(2)
    .split('/')
    .reduce((at: unknown, part) => record(at)[part], document)
}

function mapOf<T>(value: unknown, make: (item: unknown) => T): Map<string, T> {
  return new Map(Object.entries(record(value)).map(([name, item]) => [name, make(item)]))
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}
