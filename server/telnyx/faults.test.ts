import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultEffect, type Sandbox, startSandbox } from '@/server/sandbox/server'
import { createTelnyx } from './client'
import { TelnyxError, type TelnyxErrorKind, toProblem } from './error'
import { hastyLimiter } from './testing/hasty'

let sandbox: Sandbox
let elsewhere: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ accounts: 20, seed: 3 })
  elsewhere = await startSandbox({ accounts: 1 })
})
afterAll(() => Promise.all([sandbox.close(), elsewhere.close()]))

type Case = {
  name: string
  effect: () => FaultEffect
  kind: TelnyxErrorKind
  status: number | null
  /** Requests that reach Telnyx while the fault lasts */
  reads: readonly number[]
  /** What is known after a failed write */
  write: 'no' | 'unknown'
  words: RegExp
  hint: RegExp
}

const pointer = '/channel_limit'
const cases: Case[] = [
  {
    name: '401',
    effect: () => ({ status: 401 }),
    kind: 'invalid_key',
    status: 401,
    reads: [1],
    write: 'no',
    words: /did not accept the console’s API key/,
    hint: /owner.*manager account/,
  },
  {
    name: '401 without a body',
    effect: () => ({ status: 401, emptyBody: true }),
    kind: 'invalid_key',
    status: 401,
    reads: [1],
    write: 'no',
    words: /did not accept the console’s API key/,
    hint: /owner/,
  },
  {
    name: '403',
    effect: () => ({ status: 403, detail: 'Not yours.' }),
    kind: 'forbidden',
    status: 403,
    reads: [1],
    write: 'no',
    words: /has no permission for this.*Not yours\./,
    hint: /permissions/,
  },
  {
    name: '404',
    effect: () => ({ status: 404 }),
    kind: 'not_found',
    status: 404,
    reads: [1],
    write: 'no',
    words: /does not exist at Telnyx/,
    hint: /Reload/,
  },
  {
    name: '404 without a body',
    effect: () => ({ status: 404, emptyBody: true }),
    kind: 'not_found',
    status: 404,
    reads: [1],
    write: 'no',
    words: /does not exist/,
    hint: /Reload/,
  },
  {
    name: '422 with a pointer',
    effect: () => ({ status: 422, pointer, detail: 'Too many\u0007 channels.' }),
    kind: 'invalid',
    status: 422,
    reads: [1],
    write: 'no',
    words: /refused this: Too many channels\./,
    hint: /Correct it/,
  },
  {
    name: '408',
    effect: () => ({ status: 408 }),
    kind: 'timeout',
    status: 408,
    reads: [1],
    write: 'unknown',
    words: /did not answer in time/,
    hint: /minute/,
  },
  {
    name: '409',
    effect: () => ({ status: 409 }),
    kind: 'invalid',
    status: 409,
    reads: [1],
    write: 'unknown',
    words: /still processing/,
    hint: /minute/,
  },
  {
    name: '429',
    effect: () => ({ status: 429, headers: { 'x-ratelimit-reset': '60' } }),
    kind: 'rate_limited',
    status: 429,
    reads: [1],
    write: 'no',
    words: /no more requests/,
    hint: /Nothing was changed/,
  },
  {
    name: '500',
    effect: () => ({ status: 500 }),
    kind: 'server',
    status: 500,
    reads: [3],
    write: 'unknown',
    words: /internal error/,
    hint: /request id/,
  },
  {
    name: '503 after the change',
    effect: () => ({ status: 503, when: 'after', emptyBody: true }),
    kind: 'server',
    status: 503,
    reads: [3],
    write: 'unknown',
    words: /internal error/,
    hint: /minute/,
  },
  {
    name: 'hang before',
    effect: () => ({ hang: 'before' }),
    kind: 'timeout',
    status: null,
    reads: [2, 3],
    write: 'unknown',
    words: /did not answer in time/,
    hint: /minute/,
  },
  {
    name: 'hang after',
    effect: () => ({ hang: 'after' }),
    kind: 'timeout',
    status: null,
    reads: [2, 3],
    write: 'unknown',
    words: /did not answer in time/,
    hint: /minute/,
  },
  {
    name: 'reset',
    effect: () => ({ reset: 'after' }),
    kind: 'network',
    status: null,
    reads: [3],
    write: 'unknown',
    words: /connection to Telnyx failed/,
    hint: /network/,
  },
  {
    name: 'cut',
    effect: () => ({ body: 'cut' }),
    kind: 'bad_answer',
    status: 200,
    reads: [3],
    write: 'unknown',
    words: /cannot read/,
    hint: /address/,
  },
  {
    name: 'html',
    effect: () => ({ body: 'html' }),
    kind: 'bad_answer',
    status: 200,
    reads: [3],
    write: 'unknown',
    words: /cannot read/,
    hint: /address/,
  },
  {
    name: 'empty',
    effect: () => ({ body: 'empty' }),
    kind: 'bad_answer',
    status: 200,
    reads: [3],
    write: 'unknown',
    words: /cannot read/,
    hint: /address/,
  },
  {
    name: 'stall',
    effect: () => ({ body: 'stall' }),
    kind: 'timeout',
    status: 200,
    reads: [2, 3],
    write: 'unknown',
    words: /did not answer in time/,
    hint: /minute/,
  },
  {
    name: '307',
    effect: () => ({ redirect: `${elsewhere.url}/managed_accounts` }),
    kind: 'bad_answer',
    status: 307,
    reads: [1],
    write: 'unknown',
    words: /cannot read/,
    hint: /address/,
  },
]

function client() {
  return createTelnyx({ apiKey: sandbox.key, baseUrl: sandbox.url, readDeadlineMs: 2000, writeDeadlineMs: 1000 })
}

describe.each(cases)('$name', ({ effect, kind, status, reads, write, words, hint }) => {
  const path = '/managed_accounts/**'

  it('ends a read', async () => {
    const { id } = target()
    sandbox.setFaults([{ path, times: 'always', effect: effect() }])
    sandbox.clearCalls()
    const started = performance.now()
    const error = await failure(client().accounts.retrieve(id))
    expect(performance.now() - started).toBeLessThan(2500)
    expect(error).toMatchObject({ kind, status, certainty: 'no' })
    expect(reads).toContain(sandbox.calls().length)
    const problem = toProblem(error)
    expect(problem.message).toMatch(words)
    expect(problem.hint).toMatch(hint)
    expect(elsewhere.calls()).toEqual([])
  })

  it('ends a write after one request', async () => {
    const { id } = target()
    sandbox.setFaults([{ path, times: 'always', effect: effect() }])
    sandbox.clearCalls()
    const error = await failure(client().accounts.setChannelLimit(id, 3))
    expect(error).toMatchObject({ kind, status, certainty: write, pointer: status === 422 ? pointer : null })
    // The last attempt of the previous read may have been given up before its request arrived.
    expect(sandbox.calls().filter(({ method }) => method === 'PATCH')).toHaveLength(1)
    const problem = toProblem(error, { [pointer]: 'limit' })
    expect(problem.message).toMatch(words)
    expect(problem.hint).toMatch(write === 'unknown' ? /may still have been carried out/ : hint)
    expect(problem.fields).toEqual(status === 422 ? { limit: 'Too many channels.' } : undefined)
    expect(problem.requestId).toBe(
      status === null || (status === 200 && kind === 'timeout') ? undefined : (error.requestId ?? undefined),
    )
    expect(elsewhere.calls()).toEqual([])
  })
})

it('reads succeed when the fault ends in time', async () => {
  const { id } = target()
  sandbox.setFaults([
    { path: '/managed_accounts/*', effect: { status: 502 } },
    { path: '/managed_accounts/*', effect: { body: 'cut' } },
  ])
  expect((await client().accounts.retrieve(id)).id).toBe(id)
  sandbox.setFaults([{ path: '/managed_accounts/*', effect: { hang: 'before' } }])
  expect((await client().accounts.retrieve(id)).id).toBe(id)
})

it('waits for the end of a 429 that fits into the deadline, and reports the wait otherwise', async () => {
  const { id } = target()
  const soon: FaultEffect = { status: 429, headers: { 'x-ratelimit-reset': '0' } }
  sandbox.setFaults([{ path: '/managed_accounts/*', effect: soon }])
  const started = performance.now()
  expect((await client().accounts.retrieve(id)).id).toBe(id)
  expect(performance.now() - started).toBeGreaterThan(450)

  sandbox.setFaults([{ path: '/managed_accounts/*', effect: { status: 429, headers: { 'x-ratelimit-reset': '5' } } }])
  const telnyx = client()
  const error = await failure(telnyx.accounts.retrieve(id))
  expect(toProblem(error)).toMatchObject({ code: 'rate_limited', retryAfter: 5 })
  sandbox.clearCalls()
  expect(await failure(telnyx.accounts.disable(id))).toMatchObject({
    kind: 'rate_limited',
    status: null,
    certainty: 'no',
  })
  expect(sandbox.calls()).toEqual([])
})

it('reports that the key is not a manager account’s when a whole list is refused', async () => {
  sandbox.setFaults([{ path: '/managed_accounts', effect: { status: 403, emptyBody: true } }])
  const error = await failure(client().accounts.list({ page: 1, size: 1 }))
  expect(error.kind).toBe('not_manager')
  expect(toProblem(error).message).toBe('The console’s API key does not belong to a manager account.')
})

it('sends nothing while Telnyx is down', async () => {
  const { id } = target()
  const telnyx = client()
  sandbox.setFaults([{ path: '/managed_accounts/**', times: 'always', effect: { status: 500 } }])
  await failure(telnyx.accounts.retrieve(id))
  await failure(telnyx.accounts.retrieve(id))
  expect(telnyx.limiter.snapshot().breaker).toBe('open')
  sandbox.clearFaults()
  sandbox.clearCalls()
  const error = await failure(telnyx.accounts.enable(id, { reenableAllConnections: false }))
  expect(error).toMatchObject({ kind: 'circuit_open', certainty: 'no' })
  expect(toProblem(error)).toMatchObject({ code: 'unavailable', hint: expect.stringMatching(/Nothing was sent/) })
  expect(sandbox.calls()).toEqual([])
})

it('tries what is urgent while Telnyx counts as down', async () => {
  const { id } = target()
  const telnyx = client()
  sandbox.setFaults([{ method: 'GET', path: '/managed_accounts/**', times: 'always', effect: { status: 500 } }])
  await failure(telnyx.accounts.retrieve(id))
  await failure(telnyx.accounts.retrieve(id))
  expect(telnyx.limiter.snapshot().breaker).toBe('open')
  await telnyx.accounts.disable(id, { urgent: true })
  expect(sandbox.account(id)?.status).toBe('disabled')
  expect(telnyx.limiter.snapshot().breaker).toBe('closed')
})

it('treats a slow Telnyx as slow, not as down: after a first outage reads wait as long as answers take', async () => {
  const { id } = target()
  const telnyx = createTelnyx({
    apiKey: sandbox.key,
    baseUrl: sandbox.url,
    limiter: hastyLimiter(),
    readDeadlineMs: 1_000,
  })
  sandbox.setFaults([{ path: '/**', times: 'always', effect: { latencyMs: 600 } }])
  expect(await failure(telnyx.accounts.retrieve(id))).toMatchObject({ kind: 'timeout' })
  await failure(telnyx.accounts.retrieve(id))
  await failure(telnyx.accounts.retrieve(id))
  expect(telnyx.limiter.snapshot().breaker).toBe('open')
  const turn = await telnyx.turn({ lane: 'bulk', operation: 'accounts.retrieve' })
  turn.done({ outcome: 'unused' })
  for (let read = 0; read < 3; read += 1) expect(await telnyx.accounts.retrieve(id)).toMatchObject({ id })
  expect(telnyx.limiter.snapshot()).toMatchObject({ breaker: 'closed', openSince: null })
})

it('[5.4] detects by a harmless read that Telnyx is back, and grants the waiting turns', async () => {
  const { id } = target()
  const telnyx = createTelnyx({ apiKey: sandbox.key, baseUrl: sandbox.url, limiter: hastyLimiter() })
  sandbox.setFaults([{ path: '/**', times: 'always', effect: { status: 503 } }])
  await failure(telnyx.accounts.retrieve(id))
  await failure(telnyx.accounts.retrieve(id))
  sandbox.clearCalls()
  const turns = [1, 2, 3].map(() => telnyx.turn({ lane: 'bulk', operation: 'accounts.setChannelLimit' }))
  await expect.poll(() => sandbox.calls().length, { timeout: 5000 }).toBe(2)
  expect(telnyx.limiter.snapshot()).toMatchObject({ breaker: 'open', waiting: { bulk: 3 } })
  sandbox.clearFaults()
  for (const turn of turns) await telnyx.accounts.setChannelLimit(id, 1, { permit: await turn })
  expect(sandbox.calls().map(call => call.method)).toEqual(['GET', 'GET', 'GET', 'PATCH', 'PATCH', 'PATCH'])
  expect(telnyx.limiter.snapshot()).toMatchObject({ breaker: 'closed', openSince: null, inFlight: 0 })
})

it('reports every attempt to its listener', async () => {
  const { id } = target()
  const events: unknown[] = []
  const telnyx = createTelnyx({
    apiKey: sandbox.key,
    baseUrl: sandbox.url,
    onCall: event => {
      events.push(event)
      throw new Error('a log that fails')
    },
  })
  sandbox.setFaults([{ path: '/managed_accounts/*', effect: { status: 500 } }])
  await telnyx.accounts.retrieve(id, { lane: 'sync' })
  expect(events).toMatchObject([
    { operation: 'accounts.retrieve', lane: 'sync', attempt: 1, status: 500, outcome: 'server' },
    { operation: 'accounts.retrieve', lane: 'sync', attempt: 2, status: 200, outcome: 'ok' },
  ])
})

describe('a retry that has to wait in the queue', () => {
  async function narrow(lane: 'click' | 'sync') {
    const server = await startSandbox({ accounts: 1, rateLimit: { limit: 1, windowSeconds: 1 } })
    server.setFaults([{ path: '/managed_accounts/*', effect: { status: 500 } }])
    const telnyx = createTelnyx({ apiKey: server.key, baseUrl: server.url, readDeadlineMs: 400 })
    const outcome = await telnyx.accounts
      .retrieve(server.accounts()[0]?.id ?? '', { lane })
      .catch((error: unknown) => error)
    await server.close()
    return outcome
  }

  it('may take longer than the deadline in the background', async () => {
    expect(await narrow('sync')).toMatchObject({ organizationName: expect.any(String) })
  })

  it('reports the first failure to a person who cannot wait that long', async () => {
    expect(await narrow('click')).toMatchObject({ kind: 'server', status: 500 })
  })
})

describe('a caller that gives up', () => {
  it('ends a read under way', async () => {
    sandbox.setFaults([{ path: '/managed_accounts/*', effect: { hang: 'before' } }])
    const giveUp = new AbortController()
    const promise = failure(client().accounts.retrieve(target().id, { signal: giveUp.signal }))
    giveUp.abort()
    expect(await promise).toMatchObject({ kind: 'cancelled', certainty: 'no' })
  })

  it('leaves the outcome of no write unknown', async () => {
    sandbox.setFaults([{ path: '/managed_accounts/**', effect: { latencyMs: 100 } }])
    sandbox.clearCalls()
    const giveUp = new AbortController()
    const { id } = target()
    const promise = client().accounts.disable(id, { signal: giveUp.signal })
    await expect.poll(() => sandbox.calls().length).toBe(1)
    giveUp.abort()
    expect((await promise).data.id).toBe(id)
    const late = await failure(client().accounts.disable(id, { signal: giveUp.signal }))
    expect(late).toMatchObject({ kind: 'cancelled', certainty: 'no' })
    expect(sandbox.calls()).toHaveLength(1)
  })
})

function target() {
  const account = sandbox.accounts().find(candidate => candidate.status === 'enabled')
  if (!account) throw new Error('the fleet has no enabled account')
  return account
}

async function failure(promise: Promise<unknown>): Promise<TelnyxError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof TelnyxError)) throw new Error('a TelnyxError was expected', { cause: error })
  return error
}
