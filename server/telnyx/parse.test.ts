import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  about,
  parseAccount,
  parseAccountPage,
  parseChannelLimit,
  parseChannelPool,
  parseReportCsv,
  parseUserPage,
} from './parse'

const id = '0f9c1a6e-6a52-4b55-9d1e-3b1f0a2c4d5e'

const json = (value: unknown) => JSON.stringify(value)

describe('accounts', () => {
  it('requires only the id and drops unknown fields, secrets included', () => {
    expect(parseAccount(json({ data: { id, api_key: 'KEY1', api_token: 't', surprise: 1 } }))).toEqual({
      id,
      email: null,
      apiUser: null,
      organizationName: null,
      managerAccountId: null,
      createdAt: null,
      updatedAt: null,
      allowCustomPricing: null,
      rollupBilling: null,
      balance: null,
    })
  })

  it('turns a value of a wrong type into null and keeps the rest', () => {
    const row = {
      id,
      email: 7,
      api_user: ['x'],
      organization_name: 'Zoë\u0000 & Co',
      created_at: '2026-02-30T00:00:00Z',
      updated_at: '2026-02-28T23:59:59.123456Z',
      managed_account_allow_custom_pricing: 'yes',
      rollup_billing: true,
      balance: { balance: 12.5, credit_limit: '100.00', available_credit: '1e5', currency: 'usd' },
    }
    expect(parseAccount(json({ data: row }))).toMatchObject({
      email: null,
      apiUser: null,
      organizationName: 'Zoë & Co',
      createdAt: null,
      updatedAt: '2026-02-28T23:59:59.123456Z',
      allowCustomPricing: null,
      rollupBilling: true,
      balance: { balance: null, creditLimit: '100.00', availableCredit: null, currency: null },
    })
  })

  it('counts rows without a usable id and keeps the rest of the page', () => {
    const body = json({
      data: [{ id }, null, 'x', { id: '..' }, {}, { id: id.toUpperCase() }],
      meta: { page_number: 1, page_size: 250, total_pages: 1, total_results: 6 },
    })
    expect(parseAccountPage(body)).toMatchObject({ rows: [{ id }, { id }], oddRows: 4, page: { totalResults: 6 } })
  })

  it.each([
    undefined,
    null,
    {},
    { page_number: 1 },
    { page_number: '1', page_size: 1, total_pages: 1, total_results: 1 },
    'x',
  ])('reads a page with the meta %j', meta => {
    expect(parseAccountPage(json({ data: [{ id }], meta }))).toMatchObject({ rows: [{ id }], page: null })
  })

  it('accepts only an answer about the requested account', () => {
    expect(about(id.toUpperCase(), parseAccount)(json({ data: { id } }))).toMatchObject({ id })
    expect(about('ffffffff-6a52-4b55-9d1e-3b1f0a2c4d5e', parseAccount)(json({ data: { id } }))).toBeNull()
  })
})

describe('channels', () => {
  it.each([
    [12, 12],
    [0, 0],
    ['12', null],
    [1.5, null],
    [-1, null],
    [2_147_483_648, null],
    [undefined, null],
  ])('reads the limit %j as %j', (value, expected) => {
    expect(parseChannelLimit(json({ data: { id, channel_limit: value } }))).toEqual({ id, channelLimit: expected })
  })

  it('accepts a limit without an id, and refuses that of another account', () => {
    const parse = about(id, parseChannelLimit)
    expect(parse(json({ data: { channel_limit: 5 } }))).toEqual({ id: null, channelLimit: 5 })
    for (const other of ['ffffffff-6a52-4b55-9d1e-3b1f0a2c4d5e', 'x', 7])
      expect(parse(json({ data: { id: other, channel_limit: 5 } }))).toBeNull()
  })

  it('reads the pool, or nothing', () => {
    expect(
      parseChannelPool(json({ data: { allocatable_global_outbound_channels: 0, total_global_channels_allocated: 0 } })),
    ).toEqual({ pool: 0, allocated: 0 })
    expect(parseChannelPool(json({ data: { allocatable_global_outbound_channels: 5 } }))).toBeNull()
  })
})

describe('organization users', () => {
  it('shows an unknown status as it is and keeps the usable groups', () => {
    const row = {
      id: 'u_1',
      record_type: 'organization_owner',
      user_status: 'hibernating',
      groups: [{ id: 'g', name: 'Ops' }, { id: 1 }, null],
    }
    expect(parseUserPage(json({ data: [row] }))?.rows).toEqual([
      {
        id: 'u_1',
        email: null,
        isOwner: true,
        status: 'hibernating',
        bypassesSso: null,
        createdAt: null,
        lastSignInAt: null,
        groups: [{ id: 'g', name: 'Ops' }],
      },
    ])
  })

  it('does not treat a user of an unreported kind as a sub-user', () => {
    const owners = ['organization_owner', 'organization_sub_user', 'something_new', undefined].map(
      record_type => parseUserPage(json({ data: [{ id: 'u', record_type }] }))?.rows[0]?.isOwner,
    )
    expect(owners).toEqual([true, false, null, null])
  })

  it('distinguishes a CSV from everything else', () => {
    expect(parseReportCsv('id,email\n1,a@b.example\n')).toBe('id,email\n1,a@b.example\n')
    expect(parseReportCsv('\ufeff"id","email"\r\n')).not.toBeNull()
    for (const body of ['', '<html>', '{"data":[]}', 'email,id']) expect(parseReportCsv(body)).toBeNull()
  })
})

it('never throws, whatever the answer', () => {
  const parsers = [parseAccount, parseAccountPage, parseChannelLimit, parseChannelPool, parseUserPage, parseReportCsv]
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map(value => json({ data: value })),
        fc.array(fc.jsonValue()).map(value => json({ data: value })),
      ),
      body => {
        for (const parse of parsers) parse(body)
      },
    ),
  )
})
