import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, errorItem, notFound } from './api-error'
import type { CallLog } from './call-log'
import type { BrokenBody, FaultEffect, Faults } from './faults'
import { isRecord, parseJson } from './json'
import { type RateLimit, RateWindow } from './rate-window'
import { findRoute, type OperationResult } from './routes'
import type { State } from './state'
import type { Answer, ApiRequest, Outcome } from './types'

type Settings = {
  state: State
  faults: Faults
  log: CallLog
  key: string
  rateLimit: RateLimit
  latencyMs: number
  /** Ends every wait when the sandbox closes. */
  signal: AbortSignal
}

const json = 'application/json; charset=utf-8'

/** Everything under /v2: log, authentication, rate limit, faults, then the operation. */
export class Api {
  readonly #settings: Settings
  readonly #managerWindow: RateWindow
  /** Requests without the right key have a separate window, so that they cannot use up the manager's. */
  readonly #strangersWindow: RateWindow

  constructor(settings: Settings) {
    this.#settings = settings
    this.#managerWindow = new RateWindow(settings.rateLimit)
    this.#strangersWindow = new RateWindow(settings.rateLimit)
  }

  async handle(request: ApiRequest): Promise<Outcome> {
    const { state, log } = this.#settings
    const body = bodyOf(request.body)
    if (isRecord(body) && typeof body.password === 'string') state.noteSecret(body.password)
    const requestId = randomUUID()
    const entry = log.begin(request, body, requestId)
    const { outcome, faulted } = await this.#outcome(request, body)
    if (outcome.answer) outcome.answer.headers['x-request-id'] = requestId
    log.end(entry, outcome, faulted)
    return outcome
  }

  async #outcome(request: ApiRequest, body: unknown): Promise<{ outcome: Outcome; faulted: boolean }> {
    const { key, faults, latencyMs, signal } = this.#settings
    const known = request.authorization === `Bearer ${key}`
    const rate = (known ? this.#managerWindow : this.#strangersWindow).take(Date.now())
    const whole = (answer: Answer): Outcome => ({
      answer: { ...answer, headers: { ...rate.headers, ...answer.headers } },
      delivery: 'whole',
    })
    if (latencyMs > 0) await sleep(latencyMs, undefined, { signal })
    const plain = (answer: Answer) => ({ outcome: whole(answer), faulted: false })
    if (!rate.allowed) return plain(refusal(429, errorItem('10011', 'You have exceeded the rate limit.')))
    if (!known) {
      return plain(this.#silenced(request, refusal(401, errorItem('10009', 'The API key was not recognised.'))))
    }
    const effect = faults.take(request.method, request.path, request.query)
    if (!effect) return plain(this.#operate(request, body))
    return { outcome: await this.#misbehave(effect, () => whole(this.#operate(request, body)), whole), faulted: true }
  }

  async #misbehave(effect: FaultEffect, operate: () => Outcome, whole: (answer: Answer) => Outcome): Promise<Outcome> {
    if ('latencyMs' in effect) {
      await sleep(effect.latencyMs, undefined, { signal: this.#settings.signal })
      return operate()
    }
    if ('redirect' in effect) return whole({ status: 307, headers: { location: effect.redirect }, body: '' })
    if ('body' in effect) return broken(operate(), effect.body)
    if ('status' in effect) {
      if (effect.when === 'after') operate()
      return whole(faultAnswer(effect))
    }
    const [delivery, when] = 'hang' in effect ? (['hang', effect.hang] as const) : (['reset', effect.reset] as const)
    if (when === 'after') operate()
    return { answer: null, delivery }
  }

  #operate(request: ApiRequest, body: unknown): Answer {
    try {
      const route = findRoute(request.method, request.path.slice('/v2'.length))
      if (!route) throw notFound(`${request.method} ${request.path}`)
      if (body === malformed) throw new ApiError(400, errorItem('10015', 'The request body is not valid JSON.'))
      const { id } = route
      return success(route.run({ state: this.#settings.state, id, query: request.query, body, accept: request.accept }))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return this.#silenced(request, refusal(error.status, ...error.errors))
    }
  }

  #silenced(request: ApiRequest, answer: Answer): Answer {
    const silent =
      !this.#settings.state.variants.errorBodies &&
      [401, 403, 404].includes(answer.status) &&
      request.path.startsWith('/v2/managed_accounts')
    return silent ? { status: answer.status, headers: {}, body: '' } : answer
  }
}

/** Stands for a body that is not JSON; undefined stands for no body. */
const malformed = Symbol('malformed')

function bodyOf(text: string): unknown {
  if (text.trim() === '') return undefined
  const body = parseJson(text)
  return body === undefined ? malformed : body
}

function success(result: OperationResult): Answer {
  if ('contentType' in result && 'text' in result)
    return { status: 200, headers: { 'content-type': result.contentType }, body: result.text }
  return { status: 200, headers: { 'content-type': json }, body: JSON.stringify(result) }
}

function refusal(status: number, ...errors: ApiError['errors']): Answer {
  return { status, headers: { 'content-type': json }, body: JSON.stringify({ errors }) }
}

const usualCodes: Record<number, string> = { 401: '10009', 403: '10010', 404: '10005', 429: '10011' }

function faultAnswer(effect: Extract<FaultEffect, { status: number }>): Answer {
  if (effect.emptyBody) return { status: effect.status, headers: { ...effect.headers }, body: '' }
  const code = effect.code ?? usualCodes[effect.status] ?? (effect.status >= 500 ? '10007' : '10015')
  const source = effect.pointer === undefined ? undefined : { pointer: effect.pointer }
  const answer = refusal(effect.status, errorItem(code, effect.detail ?? 'Scripted by the sandbox.', source))
  const spent = effect.status === 429 ? { 'x-ratelimit-remaining': '0' } : {}
  return { ...answer, headers: { ...answer.headers, ...spent, ...effect.headers } }
}

const page =
  '<!doctype html><html><head><title>Service</title></head><body><h1>We will be right back</h1></body></html>'

function broken(outcome: Outcome, how: BrokenBody): Outcome {
  if (!outcome.answer) return outcome
  const { answer } = outcome
  if (how === 'cut' || how === 'stall') return { answer, delivery: how }
  const whole = (changed: Partial<Answer>): Outcome => ({ answer: { ...answer, ...changed }, delivery: 'whole' })
  if (how === 'empty') return whole({ body: '' })
  if (how === 'malformed') return whole({ body: answer.body.slice(0, answer.body.length / 2) })
  return whole({ headers: { ...answer.headers, 'content-type': 'text/html; charset=utf-8' }, body: page })
}
