import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountsLeft } from '@/lib/account-limit'
import { loadAccountSearch } from '@/lib/account-search'
import { loadBillingSearch } from '@/lib/billing'
import { loadChannelSearch } from '@/lib/channels'
import { accountsAddress, overviewFilters } from '@/lib/overview'
import { countSearch } from '@/server/accounts/queries'
import { listBilling } from '@/server/billing/queries'
import { setCurrencyThresholds } from '@/server/billing/thresholds'
import { listChannels } from '@/server/channels/queries'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { writePool } from '@/server/mirror/channel-pool'
import { remember } from '@/server/mirror/record'
import { accounts, drift } from '@/server/platform/db/schema'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readOverview } from './queries'

let console_: TestConsole
let owner: Ctx<OperatorActor>

type Columns = typeof accounts.$inferInsert

async function add(more: Partial<Columns>, changedOutside = false): Promise<void> {
  const at = owner.now()
  const id = randomUUID()
  await owner.db.insert(accounts).values({
    id,
    email: `${id}@example.test`,
    organizationName: id,
    rollupBilling: false,
    status: 'enabled',
    statusSource: 'sweep',
    statusObservedAt: at,
    firstSeenAt: at,
    observedAt: at,
    ...more,
  })
  if (!changedOutside) return
  await owner.db.insert(drift).values({
    id: randomUUID(),
    accountId: id,
    field: 'email',
    before: 'a@example.test',
    after: 'b@example.test',
    seenAt: at,
    confirmedAt: at,
  })
}

const owes = { availableCredit: '-5.00', balance: '-5.00', currency: 'USD' }
const limited = { channelLimit: 5, channelLimitSource: 'command' as const }
const day = (days: number) => new Date(owner.now().getTime() + days * 86_400_000).toISOString().slice(0, 10)

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 1 }, settings: { accountCap: 15 } })
  owner = await console_.as('owner')
  const missing = { missingSince: owner.now() }
  const cancelled = { status: 'cancelled' as const }
  // One of each that counts, and others that look like it and do not.
  for (const more of [{}, missing, cancelled, { rollupBilling: true }, { rollupBilling: null }]) {
    await add({ ...owes, ...more })
    await add({ ...limited, ...more })
    await add({ status: 'disabled', reviewOn: day(0), ...more })
    await add(more, true)
  }
  await add({ status: 'disabled', reviewOn: day(1) })
  await add({ status: 'enabled', reviewOn: day(-1) })
  await add({ status: 'blocked' })
  await add({ status: 'unknown' })
  await add({ availableCredit: '0.0000', balance: '0.0000', currency: 'USD' })
  await writePool(owner.db, { pool: 500, allocated: 40 }, owner.now())
})
afterAll(() => console_.close())

const query = (address: string) => new URLSearchParams(address.split('?')[1])
const accountsAt = async (address: string) => (await countSearch(owner, loadAccountSearch(query(address)))).rowCount

describe('the figures of the overview lead to exactly the rows they count', () => {
  it('accounts by status and by billing', async () => {
    const { byStatus, rollup, limit } = await readOverview(owner)
    for (const { status, count } of byStatus) {
      expect(await accountsAt(accountsAddress(overviewFilters.status(status))), status).toBe(count)
    }
    for (const flag of ['yes', 'no', 'unknown'] as const) {
      expect(await accountsAt(accountsAddress(overviewFilters.rollup(flag))), flag).toBe(rollup[flag])
    }
    // Accounts that are gone from Telnyx are in none of them.
    expect(byStatus.reduce((sum, { count }) => sum + count, 0)).toBe(21)
    expect(rollup).toEqual({ yes: 4, no: 13, unknown: 4 })
    expect(limit).toMatchObject({ all: 21, active: 17 })
  })

  it('tell no account from none read yet', async () => {
    expect((await readOverview(owner)).asOf).toBeNull()
    const asOf = owner.now().toISOString()
    await remember(console_.services, { asOf })
    expect((await readOverview(owner)).asOf).toBe(asOf)
  })

  it('external changes, and due reviews', async () => {
    const { drifted, reviewsDue } = await readOverview(owner)
    expect(drifted).toBe(5)
    expect(await accountsAt(accountsAddress(overviewFilters.drifted()))).toBe(drifted)
    expect(reviewsDue).toEqual({ count: 3, by: day(0) })
    expect(await accountsAt(accountsAddress(overviewFilters.reviewsDue(reviewsDue.by)))).toBe(reviewsDue.count)
  })

  it('low credit: own balance, still a customer, below the threshold that applies to the account', async () => {
    const lowNow = async () => {
      const { credit } = await readOverview(owner)
      const { rowCount } = await listBilling(owner, loadBillingSearch({ view: 'low' }))
      expect(rowCount).toBe(credit?.low)
      return credit
    }
    expect(await lowNow()).toEqual({ low: 2, known: 2, of: 9 })
    await execute(setCurrencyThresholds, owner, { amounts: [{ currency: 'USD', amount: '0' }] })
    expect(await lowNow()).toEqual({ low: 1, known: 2, of: 9 })
    await execute(setCurrencyThresholds, owner, { amounts: [{ currency: 'USD', amount: '' }] })
  })

  it('accounts with a known and with an unknown channel limit', async () => {
    const { channels } = await readOverview(owner)
    expect(channels?.known).toEqual({ sum: 15, accounts: 3, of: 17 })
    const at = async (limit: string) =>
      (await listChannels(owner, loadChannelSearch(new URLSearchParams({ limit })))).rowCount
    expect(await at('known')).toBe(3)
    expect(await at('unknown')).toBe(14)
  })

  it('a role that may not see balances gets none', async () => {
    expect((await readOverview(await console_.as('support'))).credit).toBeNull()
  })
})

it('the account limit counts active accounts, or all at Telnyx, as the setting says', async () => {
  const { limit } = await readOverview(owner)
  expect(limit).toEqual({ cap: 15, counts: 'active', active: 17, all: 21, underWay: 0 })
  expect(accountsLeft(limit)).toBe(-2)
  const all = { ...owner, settings: { ...owner.settings, accountCapCounts: 'all' as const } }
  expect(accountsLeft((await readOverview(all)).limit)).toBe(-6)
})
