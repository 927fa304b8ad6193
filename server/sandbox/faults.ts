import { isRecord } from './json'

/**
 * Scripted misbehaviour of the sandbox's Telnyx. Over HTTP: `POST /__sandbox/faults` with `{"faults":[…]}` adds faults,
 * `DELETE` removes all, `GET` shows what is left.
 *
 * - `method`: `GET`, `POST`, `PATCH`; absent or `*` = any.
 * - `path`: with or without the leading `/v2`; `*` stands for one segment, a closing `/**` for any rest (also none).
 * - `query`: parameters that must have exactly these values; others may be present.
 * - `times`: how many requests it affects, 1 by default, `"always"` for all.
 *
 * A request meets only the first fault that matches, and only after authentication and rate limit.
 */
export type Fault = {
  method?: string
  path: string
  query?: Record<string, string>
  times?: number | 'always'
  effect: FaultEffect
}

type When = 'before' | 'after'

/** When the fault strikes: `before` the change, which does not happen, or `after` it, unknown to the client. */
export type FaultEffect =
  /** Answers with this status (`when` is `before` by default) and a Telnyx error body, or no body with `emptyBody`. */
  | {
      status: number
      code?: string
      when?: When
      detail?: string
      pointer?: string
      headers?: Record<string, string>
      emptyBody?: boolean
    }
  /** Never answers; the connection stays open. */
  | { hang: When }
  /** Ends the connection with a TCP reset. */
  | { reset: When }
  /**
   * The change happens, its answer is broken: no body at all, a page of HTML, half of the body and the connection
   * closed, half of the body and then silence, half of the body as if it were all of it.
   */
  | { body: BrokenBody }
  /** Answers correctly after this delay. */
  | { latencyMs: number }
  /** 307 to this address; the change does not happen. */
  | { redirect: string }

const brokenBodies = ['empty', 'html', 'cut', 'stall', 'malformed'] as const
export type BrokenBody = (typeof brokenBodies)[number]

export class Faults {
  #active: { fault: Fault; left: number }[] = []

  add(faults: readonly Fault[]): void {
    for (const fault of faults) {
      this.#active.push({ fault, left: fault.times === 'always' ? Infinity : (fault.times ?? 1) })
    }
  }

  clear(): void {
    this.#active = []
  }

  left(): Fault[] {
    return this.#active.map(({ fault, left }) => ({ ...fault, times: left === Infinity ? 'always' : left }))
  }

  /** The effect that meets this request, counted as used. */
  take(method: string, path: string, query: URLSearchParams): FaultEffect | undefined {
    const met = this.#active.find(({ fault }) => matches(fault, method, path, query))
    if (!met) return undefined
    met.left -= 1
    if (met.left <= 0) this.#active = this.#active.filter(other => other !== met)
    return met.fault.effect
  }
}

function matches(fault: Fault, method: string, path: string, query: URLSearchParams): boolean {
  if (fault.method && fault.method !== '*' && fault.method.toUpperCase() !== method) return false
  if (!Object.entries(fault.query ?? {}).every(([name, value]) => query.get(name) === value)) return false
  return pathMatches(fault.path, path)
}

function pathMatches(pattern: string, path: string): boolean {
  const wanted = segments(pattern)
  const given = segments(path)
  const open = wanted.at(-1) === '**'
  if (open) wanted.pop()
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false
  return wanted.every((segment, index) => segment === '*' || segment === given[index])
}

function segments(path: string): string[] {
  const parts = path.split('/').filter(Boolean)
  return parts[0] === 'v2' ? parts.slice(1) : parts
}

/** Reads `{ faults: [...] }`; throws an Error that says which fault is wrong and why. */
export function parseFaults(body: unknown): Fault[] {
  const list = isRecord(body) ? body.faults : undefined
  if (!Array.isArray(list)) throw new Error('Expected {"faults": [...]}.')
  return list.map((item: unknown, index) => {
    const problem = faultProblem(item)
    if (problem) throw new Error(`faults[${index}]: ${problem}`)
    return item as Fault
  })
}

function faultProblem(fault: unknown): string | null {
  if (!isRecord(fault)) return 'must be an object.'
  const unknown = Object.keys(fault).find(key => !['method', 'path', 'query', 'times', 'effect'].includes(key))
  if (unknown) return `has an unknown field ${unknown}.`
  if (typeof fault.path !== 'string') return 'needs a path.'
  if (fault.method !== undefined && typeof fault.method !== 'string') return 'method must be a string.'
  if (fault.query !== undefined && !isTextRecord(fault.query)) return 'query must map names to strings.'
  const { times } = fault
  if (times !== undefined && times !== 'always' && !(Number.isInteger(times) && Number(times) > 0))
    return 'times must be a whole number above 0 or "always".'
  return effectProblem(fault.effect)
}

const isWhen = (value: unknown) => value === 'before' || value === 'after'

function effectProblem(effect: unknown): string | null {
  if (!isRecord(effect)) return 'needs an effect.'
  if ('status' in effect) return statusProblem(effect)
  const [key, ...others] = Object.keys(effect)
  if (!key || others.length > 0)
    return 'the effect must be exactly one of status, hang, reset, body, latencyMs, redirect.'
  const value = effect[key]
  if (key === 'hang' || key === 'reset') return isWhen(value) ? null : `${key} must be "before" or "after".`
  if (key === 'body')
    return brokenBodies.some(one => one === value) ? null : `body must be one of ${brokenBodies.join(', ')}.`
  if (key === 'latencyMs') return typeof value === 'number' && value >= 0 ? null : 'latencyMs must be 0 or more.'
  if (key === 'redirect') return typeof value === 'string' ? null : 'redirect must be an address.'
  return `has an unknown effect ${key}.`
}

function statusProblem(effect: Record<string, unknown>): string | null {
  const { status, when = 'before', headers = {} } = effect
  if (!Number.isInteger(status) || Number(status) < 200 || Number(status) > 599)
    return 'status must be from 200 to 599.'
  if (!isWhen(when)) return 'when must be "before" or "after".'
  if (!isTextRecord(headers)) return 'headers must map names to strings.'
  for (const key of ['code', 'detail', 'pointer'])
    if (effect[key] !== undefined && typeof effect[key] !== 'string') return `${key} must be a string.`
  return null
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every(item => typeof item === 'string')
}
