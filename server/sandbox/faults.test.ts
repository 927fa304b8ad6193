import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FaultEffect, type Sandbox, startSandbox } from './server'
import { control, request } from './test-client'

let sandbox: Sandbox
let id: string

beforeEach(async () => {
  sandbox = await startSandbox({ accounts: 0, checkContract: true })
  id = sandbox.addAccount({ organization_name: 'Patient Zero' }).id
})
afterEach(() => sandbox.close())

const script = (effect: FaultEffect) =>
  sandbox.setFaults([{ method: 'POST', path: '/v2/managed_accounts/*/actions/disable', effect }])
const disable = (timeoutMs = 10_000) =>
  request(sandbox, `POST /managed_accounts/${id}/actions/disable`, { signal: AbortSignal.timeout(timeoutMs) })
const truth = () => sandbox.account(id)?.status

/** The client's error: the code of the deepest cause, or its name when it has none. */
async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error('answered'),
    (reason: unknown) => reason,
  )
  const deepest = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { code, name } = deepest as NodeJS.ErrnoException
  return typeof code === 'string' ? code : name
}

describe('effects', () => {
  it.each([
    ['before', 'enabled'],
    ['after', 'disabled'],
  ] as const)('answers a status %s the change', async (when, expected) => {
    script({ status: 500, when })
    const { status, json } = await disable()
    expect([status, json.errors[0]?.code, truth()]).toEqual([500, '10007', expected])
  })

  it('answers exactly the given error', async () => {
    script({ status: 422, code: '10012', pointer: '/email', headers: { 'retry-after': '7' } })
    const { status, json, headers } = await disable()
    expect([status, headers.get('retry-after')]).toEqual([422, '7'])
    expect(json.errors).toMatchObject([{ code: '10012', source: { pointer: '/email' } }])
    script({ status: 403, emptyBody: true })
    expect(await disable()).toMatchObject({ status: 403, text: '' })
    script({ status: 429 })
    expect((await disable()).headers.get('x-ratelimit-remaining')).toBe('0')
  })

  it.each([
    ['before', 'enabled'],
    ['after', 'disabled'],
  ] as const)('hangs %s the change until the client gives up', async (hang, expected) => {
    script({ hang })
    expect(await failure(disable(300))).toBe('TimeoutError')
    expect(truth()).toBe(expected)
    expect(sandbox.calls().map(call => call.status)).toEqual([null])
  })

  it('ends hanging requests on request', async () => {
    script({ hang: 'after' })
    const waiting = failure(disable(10_000))
    await expect.poll(truth).toBe('disabled')
    sandbox.hangUp()
    expect(await waiting).not.toBe('TimeoutError')
  })

  it.each([
    ['before', 'enabled'],
    ['after', 'disabled'],
  ] as const)('resets the connection %s the change', async (reset, expected) => {
    script({ reset })
    expect(await failure(disable())).toBe('ECONNRESET')
    expect(truth()).toBe(expected)
  })

  it('breaks the body of an answer after the change', async () => {
    script({ body: 'empty' })
    expect(await disable()).toMatchObject({ status: 200, text: '' })
    expect(truth()).toBe('disabled')
    script({ body: 'html' })
    const page = await disable()
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.text).toMatch(/^<!doctype html>/)
    script({ body: 'cut' })
    expect(await failure(disable())).toBe('UND_ERR_SOCKET')
    script({ body: 'malformed' })
    // It claims to be JSON, and is not.
    await expect(disable()).rejects.toThrow(SyntaxError)
    expect(truth()).toBe('disabled')
  })

  it('stalls in the middle of the body, after the headers', async () => {
    script({ body: 'stall' })
    const response = await fetch(`${sandbox.url}/managed_accounts/${id}/actions/disable`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox' },
    })
    const reader = response.body?.getReader()
    const first = await reader?.read()
    const length = Number(response.headers.get('content-length'))
    expect(first?.value?.length).toBe(Math.floor(length / 2))
    const rest = reader?.read().then(
      () => 'more',
      () => 'ended',
    )
    // Closing must not wait for the hung answer, and must end it.
    await sandbox.close()
    expect(await rest).toBe('ended')
    sandbox = await startSandbox({ accounts: 0 })
  })

  it('answers late, and redirects without a change', async () => {
    script({ latencyMs: 120 })
    const before = performance.now()
    expect((await disable()).status).toBe(200)
    expect(performance.now() - before).toBeGreaterThan(110)
    sandbox.mutate(id, { status: 'enabled' })
    script({ redirect: 'http://127.0.0.1:9/elsewhere' })
    const moved = await disable()
    expect([moved.status, moved.headers.get('location')]).toEqual([307, 'http://127.0.0.1:9/elsewhere'])
    expect(truth()).toBe('enabled')
  })
})

describe('matching', () => {
  const statusOf = async (call: string) => (await request(sandbox, call)).status

  it('affects as many requests as requested, by default one', async () => {
    sandbox.setFaults([{ path: '/managed_accounts', times: 2, effect: { status: 503 } }])
    const seen = []
    for (let i = 0; i < 3; i++) seen.push(await statusOf('GET /managed_accounts'))
    expect(seen).toEqual([503, 503, 200])
    sandbox.setFaults([{ path: '/v2/**', times: 'always', effect: { status: 502 } }])
    for (let i = 0; i < 3; i++) expect(await statusOf('GET /organizations/users')).toBe(502)
    sandbox.clearFaults()
    expect(await statusOf('GET /organizations/users')).toBe(200)
  })

  it('ignores other methods, paths and queries, and requests with a wrong key', async () => {
    const effect = { status: 500 }
    sandbox.setFaults([
      { method: 'GET', path: '/managed_accounts/*', effect },
      { path: '/managed_accounts', query: { 'page[number]': '2' }, effect },
    ])
    expect(await statusOf(`POST /managed_accounts/${id}/actions/enable`)).toBe(200)
    expect(await statusOf('GET /managed_accounts?page[number]=1')).toBe(200)
    expect((await request(sandbox, `GET /managed_accounts/${id}`, { key: 'wrong' })).status).toBe(401)
    expect(await statusOf('GET /managed_accounts?sort=email&page[number]=2')).toBe(500)
    expect(await statusOf(`GET /managed_accounts/${id}`)).toBe(500)
  })

  it('are added and taken away over HTTP', async () => {
    const fault = { method: 'GET', path: '/v2/managed_accounts', effect: { status: 500 } }
    await control(sandbox, 'POST /faults', { faults: [fault] })
    await control(sandbox, 'POST /faults', { faults: [{ ...fault, effect: { status: 502 } }, fault] })
    expect([await statusOf('GET /managed_accounts'), await statusOf('GET /managed_accounts')]).toEqual([500, 502])
    expect((await control(sandbox, 'GET /faults')).json.faults).toHaveLength(1)
    await control(sandbox, 'DELETE /faults')
    expect(await statusOf('GET /managed_accounts')).toBe(200)
  })

  it.each([
    [{ path: '/x' }, 'effect'],
    [{ effect: { status: 500 } }, 'path'],
    [{ path: '/x', effect: { body: 'strange' } }, 'body'],
    [{ path: '/x', effect: { hang: 'later' } }, 'hang'],
    [{ path: '/x', effect: { explode: true } }, 'explode'],
    [{ path: '/x', time: 2, effect: { status: 500 } }, 'time'],
    [{ path: '/x', times: 0, effect: { status: 500 } }, 'times'],
  ])('refuses the script %j', async (fault, word) => {
    const { status, json } = await control(sandbox, 'POST /faults', { faults: [fault] })
    expect(status).toBe(400)
    expect(json.error).toContain(word)
  })
})
