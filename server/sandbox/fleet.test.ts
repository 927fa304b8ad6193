import { expect, it } from 'vitest'
import { makeFleet } from './fleet'

const fleet = makeFleet({ seed: 7, accounts: 3_000, cap: 3_000 })
const share = (wanted: (account: (typeof fleet.accounts)[number]) => boolean) =>
  fleet.accounts.filter(wanted).length / fleet.accounts.length

it('the fleet is the same for the same seed, and different for another seed', () => {
  expect(makeFleet({ seed: 7, accounts: 3_000, cap: 3_000 })).toEqual(fleet)
  const other = makeFleet({ seed: 8, accounts: 3_000, cap: 3_000 })
  expect(other.accounts[0]?.id).not.toBe(fleet.accounts[0]?.id)
})

it('every account has its own id, e-mail, key and token of the real format', () => {
  for (const field of ['id', 'email', 'api_key', 'api_token'] as const)
    expect(new Set(fleet.accounts.map(account => account[field])).size).toBe(3_000)
  for (const account of fleet.accounts) {
    expect(account.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(account.api_key).toMatch(/^KEY0[0-9A-F]{31}_[\w-]{22}$/)
    expect(account.email).toMatch(/^[a-z0-9.+]+@[a-z0-9-]+\.example$/)
  }
})

it('the fleet looks like a reseller’s accounts: statuses, billing, pricing, money, dates', () => {
  expect(share(account => account.status === 'enabled')).toBeCloseTo(0.86, 2)
  expect(share(account => account.status === 'disabled')).toBeCloseTo(0.08, 2)
  expect(share(account => account.status === 'cancelled')).toBeCloseTo(0.04, 2)
  expect(share(account => account.status === 'blocked')).toBeCloseTo(0.02, 2)
  expect(share(account => account.rollup_billing)).toBeCloseTo(1 / 3, 1)
  expect(share(account => account.managed_account_allow_custom_pricing)).toBeCloseTo(0.3, 1)
  expect(share(account => account.balance.balance.startsWith('-'))).toBeGreaterThan(0.03)
  expect(share(account => account.balance.currency === 'USD')).toBeGreaterThan(0.5)
  expect(new Set(fleet.accounts.map(account => account.balance.currency))).toEqual(
    new Set(['USD', 'EUR', 'GBP', 'CAD', 'AUD']),
  )
  const allocated = fleet.accounts.reduce((sum, account) => sum + account.channel_limit, 0)
  expect(fleet.channels).toBeGreaterThan(allocated)
  for (const account of fleet.accounts) expect(account.updated_at >= account.created_at).toBe(true)
})

it.each(['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Hiragana', 'Han', 'Hangul'])('has names in %s', script => {
  expect(share(account => new RegExp(`\\p{Script=${script}}`, 'u').test(account.organization_name))).toBeGreaterThan(
    0.005,
  )
})

it('some accounts have very short and very long names', () => {
  expect(share(account => account.organization_name.length > 80)).toBeGreaterThan(0.01)
  expect(fleet.accounts.some(account => account.organization_name.length < 7)).toBe(true)
})

it('ten accounts include every status', () => {
  const small = makeFleet({ seed: 1, accounts: 10, cap: 10 })
  expect(new Set(small.accounts.map(account => account.status)).size).toBe(4)
})
