import 'server-only'
import { steadyNow } from '../platform/steady-clock'
import { type Accounts, createAccounts } from './accounts'
import { createCaller } from './call'
import { createHealth, type Health } from './health'
import { createLatency } from './latency'
import { createLimiter, type Limiter } from './limiter'
import { type CallEvent, type Operation, SINGLE_BYTES } from './operation'
import { createOrganization, type Organization } from './organization'
import { type Page, parseAccountPage } from './parse'
import type { Permit, TurnRequest } from './permit'
import { createSdk } from './sdk'
import { createTransport } from './transport'

export type { Answer, CallEvent, CallOptions } from './operation'
export type { Page } from './parse'
export type { Permit } from './permit'

export type Telnyx = {
  accounts: Accounts
  organization: Organization
  limiter: Limiter
  /**
   * A turn for one call, taken before its intent is committed: pass it to the call as `permit`, or give it back with
   * `done({ outcome: 'unused' })`. It expires 15 s after it was given, and nothing is sent with it after that. Without
   * `maxWaitMs`, a turn in the lane `bulk` waits as long as it takes, even through an outage.
   * @throws TelnyxError `circuit_open`, `rate_limited` (only with `maxWaitMs`) or `cancelled`
   */
  turn(request: TurnRequest): Promise<Permit>
  health(): Health
  /** The end of the key, to tell it from another one: four characters, never more than half of it. */
  keyEnd: string
}

type TelnyxOptions = {
  apiKey: string
  /** `https://api.telnyx.com/v2`; http only for loopback, because the key would travel unencrypted */
  baseUrl: string
  /** One for the whole process; default a new one */
  limiter?: Limiter
  now?: () => number
  /** Default 10 s: all attempts of a read. Longer while Telnyx is slow. */
  readDeadlineMs?: number
  /** Default 30 s */
  writeDeadlineMs?: number
  /** Default 15 s: the greatest age of a write's turn when its connection is ready. Only for a limiter made here. */
  sendWithinMs?: number
  /** Called for every attempt: for the log and the settings screen. Holds no secret. */
  onCall?: (event: CallEvent) => void
}

/** The cheapest request there is: is Telnyx back? */
const probe: Operation<Page<unknown>> = {
  scope: 'manager',
  write: false,
  name: 'accounts.probe',
  maxBytes: SINGLE_BYTES,
  once: true,
  request: sdk => sdk.managedAccounts.list({ 'page[number]': 1, 'page[size]': 1, sort: 'created_at' }).asResponse(),
  parse: parseAccountPage,
}

/**
 * The only way to Telnyx. All methods reject with TelnyxError and with nothing else. The key lives in a closure:
 * neither the returned object nor the SDK inside can print it.
 */
export function createTelnyx(options: TelnyxOptions): Telnyx {
  const now = options.now ?? steadyNow
  const date = options.now ?? Date.now
  const baseUrl = readBaseUrl(options.baseUrl)
  const limiter =
    options.limiter ?? createLimiter({ now, ...(options.sendWithinMs && { sendWithinMs: options.sendWithinMs }) })
  const apiKey = readKey(options.apiKey)
  const health = createHealth(date)
  const latency = createLatency(now)
  const readDeadlineMs = options.readDeadlineMs ?? 10_000
  const call = createCaller({
    apiKey,
    limiter,
    latency,
    transport: createTransport(baseUrl),
    buildRequest: createSdk(baseUrl),
    now,
    date,
    readDeadlineMs,
    writeDeadlineMs: options.writeDeadlineMs ?? 30_000,
    onCall: options.onCall,
    note: health.note,
  })
  // As long as the slowest read: a slow Telnyx is not down, and its answer shows how long answers take.
  const probeMs = latency.longest(readDeadlineMs)
  limiter.probeWith(permit => call(probe, { permit, lane: 'sync', deadlineMs: probeMs }))
  return {
    accounts: createAccounts(call),
    organization: createOrganization(call),
    limiter,
    turn: request => limiter.acquire({ ...request, hold: true }),
    health: health.read,
    keyEnd: apiKey.slice(-Math.min(4, Math.floor(apiKey.length / 2))),
  }
}

function readBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const loopback = url !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && loopback))) {
    throw new Error('The address of Telnyx must begin with https:// (http:// only for this computer itself).')
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Error('The address of Telnyx must have no user, password, query or fragment.')
  }
  return url
}

/** A character that a header cannot carry would fail every call, with the key in the error. */
function readKey(key: string): string {
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Error('The key of Telnyx is empty or has characters no key has.')
  return key
}
