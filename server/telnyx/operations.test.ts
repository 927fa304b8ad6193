import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '@/server/sandbox/server'
import { type CallEvent, createTelnyx, type Telnyx } from './client'
import { type TelnyxError, toProblem } from './error'

let sandbox: Sandbox
let telnyx: Telnyx
const events: CallEvent[] = []

beforeAll(async () => {
  sandbox = await startSandbox({
    accounts: 60,
    seed: 7,
    checkContract: true,
    rateLimit: { limit: 1000, windowSeconds: 1 },
  })
  telnyx = createTelnyx({ apiKey: sandbox.key, baseUrl: sandbox.url, onCall: event => events.push(event) })
})
afterAll(() => sandbox.close())
beforeEach(() => {
  sandbox.clearCalls()
  events.length = 0
})
afterEach(() => {
  expect(sandbox.violations()).toEqual([])
})

function pick(status: string) {
  const account = sandbox.accounts().find(candidate => candidate.status === status)
  if (!account) throw new Error(`no ${status} account in the fleet`)
  return account
}

describe('accounts', () => {
  it('lists a page with every field of a list item', async () => {
    const { rows, page, oddRows } = await telnyx.accounts.list({ page: 1, size: 25, includeCancelled: true })
    expect({ rows: rows.length, oddRows }).toEqual({ rows: 25, oddRows: 0 })
    expect(page).toEqual({ number: 1, size: 25, totalPages: 3, totalResults: 60 })
    const [first] = rows
    const truth = sandbox.account(first?.id ?? '')
    expect(first).toEqual({
      id: truth?.id,
      email: truth?.email,
      apiUser: truth?.api_user,
      organizationName: truth?.organization_name,
      managerAccountId: sandbox.managerAccountId,
      createdAt: truth?.created_at,
      updatedAt: truth?.updated_at,
      allowCustomPricing: truth?.managed_account_allow_custom_pricing,
      rollupBilling: truth?.rollup_billing,
    })
    const created = rows.map(row => row.createdAt ?? '')
    expect(created).toEqual([...created].sort())
  })

  it('requests cancelled accounts with the flag that shows them, and always sends a sort', async () => {
    await telnyx.accounts.list({ page: 1, size: 250, status: 'cancelled' })
    await telnyx.accounts.list({ page: 2, size: 5, status: 'enabled', sort: '-email' })
    expect(sandbox.calls().map(call => call.query)).toEqual([
      {
        'page[number]': '1',
        'page[size]': '250',
        sort: 'created_at',
        'filter[status][eq]': 'cancelled',
        include_cancelled_accounts: 'true',
      },
      { 'page[number]': '2', 'page[size]': '5', sort: '-email', 'filter[status][eq]': 'enabled' },
    ])
  })

  it.each(["o'brien+tag&a=b@x.example", 'ü#50%@münchen.example', 'a b;c,d/e?f@x.example'])(
    'sends %s through a filter unchanged',
    async text => {
      await telnyx.accounts.list({ page: 1, size: 1, emailEq: text, organizationNameContains: text })
      expect(sandbox.calls()[0]?.query).toMatchObject({
        'filter[email][eq]': text,
        'filter[organization_name][contains]': text,
      })
    },
  )

  it('retrieves one with its balance', async () => {
    const truth = pick('disabled')
    const detail = await telnyx.accounts.retrieve(truth.id)
    expect(detail).toMatchObject({
      id: truth.id,
      email: truth.email,
      balance: { currency: expect.stringMatching(/^[A-Z]{3}$/) },
    })
    expect(detail.balance?.balance).toMatch(/^-?\d+\.\d+$/)
  })

  it('creates, changes pricing, disables and enables, each with its request id', async () => {
    const { data, requestId } = await telnyx.accounts.create({
      businessName: 'Ærø Telefoni & Søn',
      email: 'new+account@aeroe.example',
      password: 'correct-horse-battery-staple',
      allowCustomPricing: false,
      rollupBilling: true,
    })
    expect(sandbox.account(data.id)).toMatchObject({
      organization_name: 'Ærø Telefoni & Søn',
      email: 'new+account@aeroe.example',
      rollup_billing: true,
    })
    expect(requestId).toBe(sandbox.calls()[0]?.requestId)

    const priced = await telnyx.accounts.setCustomPricing(data.id, true)
    expect(priced.requestId).toBe(sandbox.calls()[1]?.requestId)
    expect(sandbox.account(data.id)?.managed_account_allow_custom_pricing).toBe(true)

    const disabled = await telnyx.accounts.disable(data.id)
    expect(disabled).toMatchObject({ data: { id: data.id }, requestId: sandbox.calls()[2]?.requestId })
    expect(sandbox.account(data.id)).toMatchObject({ status: 'disabled', connections_enabled: false })

    await telnyx.accounts.enable(data.id, { reenableAllConnections: false })
    expect(sandbox.account(data.id)).toMatchObject({ status: 'enabled', connections_enabled: false })
    await telnyx.accounts.enable(data.id, { reenableAllConnections: true })
    expect(sandbox.account(data.id)?.connections_enabled).toBe(true)
    expect(sandbox.calls().map(call => call.body)).toEqual([
      expect.objectContaining({ business_name: 'Ærø Telefoni & Søn' }),
      { managed_account_allow_custom_pricing: true },
      undefined,
      { reenable_all_connections: false },
      { reenable_all_connections: true },
    ])
  })

  it('sets a channel limit as an integer and reads the pool', async () => {
    const { id } = pick('enabled')
    const { data } = await telnyx.accounts.setChannelLimit(id, 0)
    expect(data).toEqual({ id, channelLimit: 0 })
    expect(sandbox.account(id)?.channel_limit).toBe(0)
    const { pool, allocated } = await telnyx.accounts.allocatableChannels()
    expect(allocated).toBeGreaterThan(0)
    expect(pool).toBeGreaterThan(allocated)
  })

  it('shows Telnyx’s refusal next to the field', async () => {
    const { id } = pick('enabled')
    const tooMany = await failure(telnyx.accounts.setChannelLimit(id, 900_000))
    expect(tooMany).toMatchObject({ kind: 'invalid', status: 422, pointer: '/channel_limit', certainty: 'no' })
    expect(toProblem(tooMany, { channel_limit: 'limit' })).toMatchObject({
      code: 'invalid',
      fields: { limit: tooMany.detail },
    })

    const taken = {
      businessName: 'Twice',
      email: pick('enabled').email,
      allowCustomPricing: false,
      rollupBilling: false,
    }
    for (const [variant, code] of [
      ['422-10012', '10012'],
      ['422-10015', '10015'],
    ] as const) {
      sandbox.setVariants({ duplicateEmail: variant })
      const error = await failure(telnyx.accounts.create(taken))
      expect(error).toMatchObject({ kind: 'invalid', status: 422, telnyxCode: code, certainty: 'no' })
      expect(Object.keys(toProblem(error, { '/email': 'email' }).fields ?? {})).toEqual(['email'])
    }
  })

  it('returns no secret', async () => {
    const { id } = pick('enabled')
    const answers = [
      await telnyx.accounts.retrieve(id),
      await telnyx.accounts.setCustomPricing(id, true),
      await telnyx.accounts.disable(id),
      await telnyx.accounts.enable(id, { reenableAllConnections: false }),
      await telnyx.accounts.create({
        businessName: 'Quiet',
        email: 'quiet@x.example',
        password: 'hunter-22-hunter',
        allowCustomPricing: true,
        rollupBilling: false,
      }),
      await telnyx.accounts.list({ page: 1, size: 250 }),
    ]
    const said = JSON.stringify([answers, events])
    expect(sandbox.secrets().length).toBeGreaterThan(100)
    expect(sandbox.secrets().filter(secret => said.includes(secret))).toEqual([])
  })
})

describe('organization', () => {
  it('lists, filters and pages the users, with groups on demand', async () => {
    const all = await telnyx.organization.listUsers({})
    expect(all.rows).toHaveLength(sandbox.users().length)
    expect(all.rows.filter(user => user.isOwner)).toHaveLength(1)
    expect(all.rows[0]?.groups).toBeNull()

    const truth = sandbox.users().find(user => user.user_status === 'disabled')
    const found = await telnyx.organization.listUsers({
      email: truth?.email ?? '',
      status: 'disabled',
      includeGroups: true,
      page: 1,
      size: 5,
    })
    expect(found.rows).toContainEqual({
      id: truth?.id,
      email: truth?.email,
      isOwner: false,
      status: 'disabled',
      bypassesSso: truth?.organization_user_bypasses_sso,
      createdAt: truth?.created_at,
      lastSignInAt: truth?.last_sign_in_at,
      groups: truth?.groups,
    })
  })

  it('retrieves and removes one', async () => {
    const user = sandbox.users().find(candidate => candidate.record_type === 'organization_sub_user')
    const id = user?.id ?? ''
    expect(await telnyx.organization.retrieveUser(id, { includeGroups: true })).toMatchObject({
      id,
      groups: user?.groups,
    })
    expect((await telnyx.organization.retrieveUser(id)).groups).toBeNull()
    const { data, requestId } = await telnyx.organization.removeUser(id)
    expect(data.id).toBe(id)
    expect(requestId).toBe(sandbox.calls().at(-1)?.requestId)
    expect(sandbox.users().some(candidate => candidate.id === id)).toBe(false)
  })

  it('returns the groups report as rows and as Telnyx’s CSV', async () => {
    const { users: rows, unreadable } = await telnyx.organization.groupsReport()
    expect(rows.map(row => row.groups)).toEqual(sandbox.users().map(user => user.groups))
    expect(rows.flatMap(row => row.odd)).toEqual([])
    expect(unreadable).toBe(0)
    const csv = await telnyx.organization.groupsReportCsv()
    expect(csv.split('\n')[0]?.trim()).toBe('id,email,user_status,created_at,last_sign_in_at,groups')
    expect(csv.trim().split('\n')).toHaveLength(rows.length + 1)
  })
})

describe('what is never sent', () => {
  const badIds = [
    '',
    '.',
    '..',
    '../x',
    'a/b',
    '%2e%2e',
    '00000000-0000-0000-0000-00000000000',
    'id\n',
    'x?y',
    'x#y',
    '\u0000',
    'é\u202e',
    'a'.repeat(500),
  ]

  it.each(badIds)('an account or user id like %j', async id => {
    const calls = [
      telnyx.accounts.retrieve(id),
      telnyx.accounts.disable(id),
      telnyx.accounts.enable(id, { reenableAllConnections: false }),
      telnyx.accounts.setCustomPricing(id, true),
      telnyx.accounts.setChannelLimit(id, 1),
    ]
    if (!/^[\w-]+$/.test(id) || id.length > 128)
      calls.push(telnyx.organization.retrieveUser(id) as never, telnyx.organization.removeUser(id) as never)
    for (const call of calls)
      expect(await failure(call)).toMatchObject({ kind: 'invalid', certainty: 'no', status: null })
    expect(sandbox.calls()).toEqual([])
  })

  it.each([
    ['page 0', () => telnyx.accounts.list({ page: 0, size: 10 })],
    ['251 rows', () => telnyx.accounts.list({ page: 1, size: 251 })],
    ['half a page', () => telnyx.organization.listUsers({ page: 1.5 })],
    ['a search of two characters', () => telnyx.accounts.list({ page: 1, size: 10, emailContains: 'ab' })],
    ['half a channel', () => telnyx.accounts.setChannelLimit(pick('enabled').id, 1.5)],
    ['less than no channel', () => telnyx.accounts.setChannelLimit(pick('enabled').id, -1)],
  ])('%s', async (_, call) => {
    expect(await failure(call())).toMatchObject({ kind: 'invalid', certainty: 'no' })
    expect(sandbox.calls()).toEqual([])
  })

  it('a user id that is no UUID is sent as it is', async () => {
    expect(await failure(telnyx.organization.retrieveUser("user_42:a@b'(c)!"))).toMatchObject({
      kind: 'not_found',
      status: 404,
    })
    expect(decodeURIComponent(sandbox.calls()[0]?.path ?? '')).toBe("/v2/organizations/users/user_42:a@b'(c)!")
  })
})

async function failure(promise: Promise<unknown>): Promise<TelnyxError> {
  return promise.then(
    () => {
      throw new Error('this should have failed')
    },
    (error: TelnyxError) => error,
  )
}
