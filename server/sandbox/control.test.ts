import { connect } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from './server'
import { control, request } from './test-client'

let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await startSandbox({ accounts: 12, key: 'KEY-of-the-manager' })
})
afterEach(() => sandbox.close())

it('shows the true state of an account without its secrets, and changes it as Telnyx’s staff would', async () => {
  const account = sandbox.accounts().find(candidate => candidate.status === 'enabled')
  if (!account) throw new Error('no enabled account')
  const { api_key, api_token, ...rest } = account
  expect((await control(sandbox, `GET /accounts/${account.id}`)).json).toEqual(rest)
  await control(sandbox, `PATCH /accounts/${account.id}`, { status: 'blocked', rollup_billing: true, channel_limit: 1 })
  expect(sandbox.account(account.id)).toMatchObject({ status: 'blocked', rollup_billing: true, api_key, api_token })
  const blocked = await control(sandbox, 'GET /accounts?status=blocked')
  expect(blocked.json.accounts.map((each: { id: string }) => each.id)).toContain(account.id)
  expect((await control(sandbox, 'GET /accounts/nobody')).status).toBe(400)
  expect((await control(sandbox, `PATCH /accounts/${account.id}`, { status: 'asleep' })).json.error).toContain('status')
  expect((await control(sandbox, `PATCH /accounts/${account.id}`, { id: 'other' })).json.error).toContain('id')
})

it('adds and removes accounts outside the console', async () => {
  const { json } = await control(sandbox, 'POST /accounts', { organization_name: 'Moved in', status: 'disabled' })
  expect((await request(sandbox, `GET /managed_accounts/${json.id}`)).json.data.organization_name).toBe('Moved in')
  await control(sandbox, `DELETE /accounts/${json.id}`)
  expect((await request(sandbox, `GET /managed_accounts/${json.id}`)).status).toBe(404)
})

it('stores calls in order, and shows no password', async () => {
  await request(sandbox, 'GET /managed_accounts?sort=email')
  await request(sandbox, 'POST /managed_accounts', { body: { business_name: 'A', password: 'pass-word-1', x: 1 } })
  await request(sandbox, 'POST /managed_accounts', { body: '{"password":"pass-word-1",' })
  expect(sandbox.calls().map(call => [call.method, call.query, call.status])).toEqual([
    ['GET', { sort: 'email' }, 200],
    ['POST', {}, 422],
    ['POST', {}, 400],
  ])
  expect(sandbox.calls()[1]?.body).toMatchObject({ password: 'pass-word-1' })
  const shown = JSON.stringify([
    (await control(sandbox, 'GET /calls')).json,
    (await control(sandbox, 'GET /calls?full=1')).json,
  ])
  expect(shown).not.toContain('pass-word-1')
  expect(shown).toContain('"business_name":"A"')
  await control(sandbox, 'DELETE /calls')
  expect(sandbox.calls()).toEqual([])
})

it('lists every secret that the sandbox ever held or received', async () => {
  const [kept, removed] = sandbox.accounts()
  if (!kept || !removed) throw new Error('no accounts')
  sandbox.mutate(kept.id, { api_key: 'KEY-rotated' })
  sandbox.removeAccount(removed.id)
  await request(sandbox, 'POST /managed_accounts', { body: { password: 'refused-password' } })
  const expected = [sandbox.key, kept.api_key, 'KEY-rotated', removed.api_token, 'refused-password']
  expect(sandbox.secrets()).toEqual(expect.arrayContaining(expected))
  expect((await control(sandbox, 'GET /secrets')).json.secrets).toEqual(sandbox.secrets())
})

it('changes some variants at a time and refuses unknown ones', async () => {
  expect((await control(sandbox, 'POST /variants', { secondDisable: '422' })).json.secondDisable).toBe('422')
  expect((await control(sandbox, 'POST /variants', { listLagMs: 5 })).json).toMatchObject({
    secondDisable: '422',
    listLagMs: 5,
  })
  for (const wrong of [{ secondDisable: '500' }, { listLagMs: 'long' }, { unheardOf: true }])
    expect((await control(sandbox, 'POST /variants', wrong)).status).toBe(400)
  expect((await control(sandbox, 'DELETE /variants')).json.secondDisable).toBe('200')
})

it('is not reachable through /v2 or by a page in a browser, and does not reach the API', async () => {
  expect((await request(sandbox, 'GET /__sandbox/calls')).status).toBe(404)
  const raw = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(sandbox.origin).port), '127.0.0.1')
    let text = ''
    socket.on('data', chunk => {
      text += chunk
    })
    socket.on('end', () => resolve(text)).on('error', reject)
    socket.write('GET /v2/../__sandbox/secrets HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  })
  expect(raw).toMatch(/^HTTP\/1.1 401 /)
  expect((await control(sandbox, 'GET /calls', undefined, { origin: 'http://evil.example' })).status).toBe(403)
})
