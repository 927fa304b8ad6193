import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from './server'
import { request } from './test-client'
import type { AccountStatus } from './types'

let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await startSandbox({ accounts: 30, channels: 1000 })
})
afterEach(() => sandbox.close())

function accountWith(status: AccountStatus) {
  const account = sandbox.accounts().find(candidate => candidate.status === status)
  if (!account) throw new Error(`no ${status} account`)
  return account
}

const create = (body: unknown) => request(sandbox, 'POST /managed_accounts', { body })

describe('create', () => {
  it('answers 200 with the account, its secrets and a balance, and gives it the usual channels', async () => {
    const { status, json } = await create({
      business_name: 'Zoë’s Café',
      email: 'zoe@cafe.example',
      rollup_billing: false,
    })
    expect(status).toBe(200)
    expect(json.data).toMatchObject({
      record_type: 'managed_account',
      email: 'zoe@cafe.example',
      organization_name: 'Zoë’s Café',
      manager_account_id: sandbox.managerAccountId,
      rollup_billing: false,
      balance: { balance: '0.00', available_credit: '0.00', currency: 'USD' },
    })
    expect(json.data.api_key).toMatch(/^KEY0[0-9A-F]{31}_[\w-]{22}$/)
    expect(json.data.api_token).toMatch(/^[\w-]{22}$/)
    expect(sandbox.account(String(json.data.id))).toMatchObject({ status: 'enabled', channel_limit: 10 })
  })

  it('generates an address from the manager’s when none is sent', async () => {
    const [first, second] = [await create({ business_name: 'One' }), await create({ business_name: 'Two' })]
    expect(first.json.data.email).toMatch(/^carrier\.desk\+\w+@harborline-voice\.example$/)
    expect(second.json.data.email).not.toBe(first.json.data.email)
  })

  it.each([
    [{}, '/business_name', '10004'],
    [{ business_name: '  ' }, '/business_name', '10015'],
    [{ business_name: 7 }, '/business_name', '10015'],
    [{ business_name: 'A', email: 'not an address' }, '/email', '10015'],
    [{ business_name: 'A', password: 'short' }, '/password', '10015'],
    [{ business_name: 'A', rollup_billing: 'yes' }, '/rollup_billing', '10015'],
    [{ business_name: 'A', channel_limit: 5 }, '/channel_limit', '10015'],
  ])('refuses %j at %s', async (body, pointer, code) => {
    const before = sandbox.accounts().length
    const { status, json } = await create(body)
    expect(status).toBe(422)
    expect(json.errors).toMatchObject([{ code, source: { pointer } }])
    expect(sandbox.accounts()).toHaveLength(before)
  })

  it.each([
    ['422-10012', 422, '10012'],
    ['422-10015', 422, '10015'],
    ['allowed', 200, undefined],
  ] as const)('answers a taken e-mail as the variant says: %s', async (duplicateEmail, status, code) => {
    sandbox.setVariants({ duplicateEmail })
    const taken = accountWith('cancelled').email.toUpperCase()
    const answer = await create({ business_name: 'Second', email: taken })
    expect(answer.status).toBe(status)
    expect(answer.json.errors?.[0]?.code).toBe(code)
    const owner = await create({ business_name: 'Owner’s own', email: sandbox.users()[0]?.email })
    expect(owner.status).toBe(status)
  })

  it('refuses more accounts than the cap, without counting cancelled ones', async () => {
    const active = sandbox.accounts().filter(account => account.status !== 'cancelled').length
    const small = await startSandbox({ accounts: 30, cap: active + 1 })
    const body = { business_name: 'One more' }
    expect((await request(small, 'POST /managed_accounts', { body })).status).toBe(200)
    const refused = await request(small, 'POST /managed_accounts', { body })
    expect(refused.status).toBe(422)
    expect(refused.json.errors[0]?.detail).toContain(String(active + 1))
    await small.close()
  })
})

describe('one account', () => {
  it('shows its own balance, or the manager’s when billing rolls up', async () => {
    const own = sandbox.accounts().find(account => !account.rollup_billing)
    if (!own) throw new Error('no account with its own balance')
    sandbox.mutate(own.id, { balance: { balance: '-12.3', credit_limit: '5.05', currency: 'EUR' } })
    const balance = async () => (await request(sandbox, `GET /managed_accounts/${own.id}`)).json.data.balance
    expect(await balance()).toMatchObject({ balance: '-12.3', available_credit: '-7.25', currency: 'EUR' })
    sandbox.mutate(own.id, { rollup_billing: true })
    expect(await balance()).toMatchObject({ balance: '18420.55', available_credit: '23420.55', currency: 'USD' })
  })

  it('changes pricing and nothing else', async () => {
    const account = accountWith('enabled')
    const path = `PATCH /managed_accounts/${account.id}`
    const wanted = !account.managed_account_allow_custom_pricing
    const { json } = await request(sandbox, path, { body: { managed_account_allow_custom_pricing: wanted } })
    expect(json.data.managed_account_allow_custom_pricing).toBe(wanted)
    expect(Date.parse(String(json.data.updated_at))).toBeGreaterThan(Date.parse(account.updated_at))
    const refused = await request(sandbox, path, { body: { organization_name: 'New name' } })
    expect(refused.status).toBe(422)
    expect(refused.json.errors[0]?.source?.pointer).toBe('/organization_name')
  })

  it('disables, and enables with or without its connections', async () => {
    const { id } = accountWith('enabled')
    const truth = () => [sandbox.account(id)?.status, sandbox.account(id)?.connections_enabled]
    const act = (action: string, body?: unknown) =>
      request(sandbox, `POST /managed_accounts/${id}/actions/${action}`, { body })
    await act('disable')
    expect(truth()).toEqual(['disabled', false])
    await act('enable', {})
    expect(truth()).toEqual(['enabled', false])
    await act('enable', { reenable_all_connections: true })
    expect(truth()).toEqual(['enabled', true])
    expect((await act('enable', { reason: 'x' })).json.errors[0]?.source?.pointer).toBe('/reason')
    expect((await act('disable', { reason: 'x' })).status).toBe(422)
    expect(truth()).toEqual(['enabled', true])
  })

  it('answers a second disable with a success or a refusal, as the variant says', async () => {
    const path = `POST /managed_accounts/${accountWith('disabled').id}/actions/disable`
    expect((await request(sandbox, path)).status).toBe(200)
    sandbox.setVariants({ secondDisable: '422' })
    expect((await request(sandbox, path)).status).toBe(422)
  })

  it.each(['blocked', 'cancelled'] as const)('neither enables nor disables a %s account', async status => {
    const { id } = accountWith(status)
    expect((await request(sandbox, `POST /managed_accounts/${id}/actions/enable`)).status).toBe(422)
    expect((await request(sandbox, `POST /managed_accounts/${id}/actions/disable`)).status).toBe(422)
    expect(sandbox.account(id)?.status).toBe(status)
  })
})

describe('the channel pool', () => {
  const pool = async () =>
    (await request(sandbox, 'GET /managed_accounts/allocatable_global_outbound_channels')).json.data
  const setLimit = (id: string, channel_limit: unknown) =>
    request(sandbox, `PATCH /managed_accounts/${id}/update_global_channel_limit`, { body: { channel_limit } })

  it('allocates up to the last channel and no more', async () => {
    const account = accountWith('enabled')
    const allocated = sandbox.accounts().reduce((sum, each) => sum + each.channel_limit, 0)
    expect(await pool()).toMatchObject({
      allocatable_global_outbound_channels: 1000,
      total_global_channels_allocated: allocated,
    })
    const most = 1000 - allocated + account.channel_limit
    const refused = await setLimit(account.id, most + 1)
    expect(refused.status).toBe(422)
    expect(refused.json.errors).toMatchObject([{ source: { pointer: '/channel_limit' } }])
    expect(await pool()).toMatchObject({ total_global_channels_allocated: allocated })
    const given = await setLimit(account.id, most)
    expect(given.json.data).toEqual({
      record_type: 'managed_account_global_outbound_settings',
      id: account.id,
      email: account.email,
      manager_account_id: sandbox.managerAccountId,
      channel_limit: most,
    })
    expect(await pool()).toMatchObject({ total_global_channels_allocated: 1000 })
    const late = await create({ business_name: 'Too late' })
    expect(sandbox.account(String(late.json.data.id))?.channel_limit).toBe(0)
    await setLimit(account.id, 0)
    expect(await pool()).toMatchObject({ total_global_channels_allocated: 1000 - most })
  })

  it.each([-1, 2.5, '10', null, undefined])('refuses the limit %j', async limit => {
    const { status, json } = await setLimit(accountWith('enabled').id, limit)
    expect(status).toBe(422)
    expect(json.errors[0]?.source?.pointer).toBe('/channel_limit')
  })

  it('is 0 of 0 and refuses limits when Telnyx has not turned it on', async () => {
    sandbox.setVariants({ channelsFeature: false })
    expect(await pool()).toMatchObject({
      allocatable_global_outbound_channels: 0,
      total_global_channels_allocated: 0,
    })
    const { status, json } = await setLimit(accountWith('enabled').id, 1)
    expect([status, json.errors[0]?.code]).toEqual([403, '10010'])
  })
})

describe('refusals', () => {
  it('answers 401 to any other key, with a body or without', async () => {
    const refused = await request(sandbox, 'GET /managed_accounts', { key: 'another' })
    expect([refused.status, refused.json.errors[0]?.code]).toEqual([401, '10009'])
    sandbox.setVariants({ errorBodies: false })
    const silent = await request(sandbox, 'GET /managed_accounts', { key: 'another' })
    expect([silent.status, silent.text]).toEqual([401, ''])
    expect((await request(sandbox, 'GET /organizations/users', { key: 'another' })).text).not.toBe('')
  })

  it.each([
    'GET /managed_accounts/7e0f2b0e-0000-4000-8000-000000000000',
    'PATCH /managed_accounts/nobody',
    'POST /managed_accounts/nobody/actions/disable',
    'GET /organizations/users/nobody',
    'GET /no/such/operation',
  ])('answers 404 to %s', async call => {
    const { status, json } = await request(sandbox, call, call.startsWith('PATCH') ? { body: {} } : {})
    expect([status, json.errors[0]?.code]).toEqual([404, '10005'])
  })

  it.each(['{"business_name":', '[]', '"text"', 'null'])('answers 400 to the body %s', async body => {
    const { status, json } = await create(body)
    expect([status, json.errors[0]?.code]).toEqual([400, '10015'])
  })

  it('answers 429 above the limit, counts down before, and reports the limit in every answer', async () => {
    const limited = await startSandbox({ accounts: 1, rateLimit: { limit: 2, windowSeconds: 60 } })
    const ask = () => request(limited, 'GET /managed_accounts')
    const answers = [await ask(), await ask(), await ask()]
    const header = (name: string) => answers.map(answer => answer.headers.get(name))
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 429])
    expect(answers[2]?.json.errors[0]?.code).toBe('10011')
    expect(header('x-ratelimit-limit')).toEqual(['2', '2', '2'])
    expect(header('x-ratelimit-remaining')).toEqual(['1', '0', '0'])
    expect(header('retry-after')).toEqual([null, null, null])
    expect(Number(header('x-ratelimit-reset')[2])).toBeGreaterThan(50)
    expect(new Set(header('x-request-id')).size).toBe(3)
    await limited.close()
  })
})
