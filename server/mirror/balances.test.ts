import { eq, isNull, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { accounts } from '../platform/db/schema'
import { createBalanceQueue, refreshBalance } from './balances'
import { syncState } from './state'
import { sweep } from './sweep'
import { type Fixture, firstOf, syncFixture } from './testing/fixture'

let base: Awaited<ReturnType<typeof syncFixture>>
beforeAll(async () => {
  base = await syncFixture()
})
afterEach(() => base.closeSandboxes())
afterAll(() => base.close())

function asked({ sandbox }: Fixture): string[] {
  return sandbox.calls().flatMap(({ path }) => /accounts\/([0-9a-f-]{36})$/.exec(path)?.[1] ?? [])
}

async function swept(options?: Parameters<typeof base.fresh>[0]): Promise<Fixture> {
  const t = await base.fresh(options)
  await sweep(t.services, 'start')
  t.sandbox.clearCalls()
  return t
}

const setTried = ({ services }: Fixture, id: string, at: Date) =>
  services.db.update(accounts).set({ balanceTriedAt: at }).where(eq(accounts.id, id))

test('a balance is stored exactly, with its currency and time, and the facts of the same answer', async () => {
  const t = await swept()
  const account = firstOf(t.sandbox.accounts(), row => !row.rollup_billing)
  t.sandbox.mutate(account.id, {
    balance: { balance: '-1234567890.1234', credit_limit: '0.10', currency: 'EUR' },
    organization_name: 'Renamed GmbH',
  })
  t.clock.forward(5)
  expect(await refreshBalance(t.services, account.id, 'click')).toEqual({ state: 'refreshed' })
  expect(await t.row(account.id)).toMatchObject({
    balance: '-1234567890.1234',
    creditLimit: '0.10',
    availableCredit: '-1234567890.0234',
    currency: 'EUR',
    balanceObservedAt: t.clock.now,
    balanceTriedAt: t.clock.now,
    organizationName: 'Renamed GmbH',
    observedAt: t.clock.now,
    status: account.status,
  })
  expect(await syncState(t.services)).toMatchObject({
    accounts: 40,
    balancesKnown: 1,
    oldestBalanceAt: t.clock.now.toISOString(),
  })
})

test('opening an account again within 15 seconds requests it once', async () => {
  const t = await swept()
  const { id } = firstOf(t.sandbox.accounts())
  await refreshBalance(t.services, id, 'click')
  t.clock.forward(14)
  expect(await refreshBalance(t.services, id, 'click')).toEqual({ state: 'recent' })
  expect(asked(t)).toEqual([id])
  t.clock.forward(1)
  expect(await refreshBalance(t.services, id, 'click')).toEqual({ state: 'refreshed' })
  expect(asked(t)).toEqual([id, id])
})

test('balances are refreshed oldest first, never requested ones before all others, recent ones not at all', async () => {
  const t = await swept({ accounts: 6 })
  const [a, b, c, d, e, never] = t.sandbox.accounts().map(({ id }) => id)
  if (!(a && b && c && d && e && never)) throw new Error('six accounts')
  const ago = (minutes: number) => new Date(t.clock.now.getTime() - minutes * 60_000)
  await setTried(t, a, ago(10))
  await setTried(t, b, ago(60))
  await setTried(t, c, ago(30))
  await setTried(t, d, ago(1))
  await t.services.db.update(accounts).set({ missingSince: t.clock.now }).where(eq(accounts.id, e))
  expect(await createBalanceQueue(t.services).refreshOldest(2)).toBe(2)
  expect(asked(t)).toEqual([never, b])
  expect(await createBalanceQueue(t.services).refreshOldest(10)).toBe(2)
  expect(asked(t)).toEqual([never, b, c, a])
})

test('every balance is known in the end', async () => {
  const t = await swept()
  while ((await createBalanceQueue(t.services).refreshOldest(15)) > 0);
  const unknown = await t.services.db.select({ id: accounts.id }).from(accounts).where(isNull(accounts.balance))
  expect(unknown).toEqual([])
  expect(await syncState(t.services)).toMatchObject({ balancesKnown: 40 })
})

test('a failed request keeps the old figure with its time, and moves the account to the end of the queue', async () => {
  const t = await swept()
  const { id } = firstOf(t.sandbox.accounts())
  await refreshBalance(t.services, id, 'click')
  const before = await t.row(id)
  t.clock.forward(60)
  t.sandbox.setFaults([{ path: `/managed_accounts/${id}`, times: 'always', effect: { body: 'html' } }])
  const result = await refreshBalance(t.services, id, 'click')
  expect(result).toMatchObject({ state: 'failed', problem: { code: 'upstream' } })
  expect(await t.row(id)).toMatchObject({ ...before, balanceTriedAt: t.clock.now })
})

test('a direct 404 marks the account as gone', async () => {
  const t = await swept()
  const { id } = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  t.sandbox.removeAccount(id)
  expect(await refreshBalance(t.services, id, 'click')).toEqual({ state: 'gone' })
  expect(await t.row(id)).toMatchObject({ missingSince: t.clock.now, status: 'enabled' })
})

test('a 404 is ignored while sweeps fail, because the key may belong to another manager', async () => {
  const t = await swept()
  const { id } = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  t.sandbox.removeAccount(id)
  t.sandbox.setFaults([{ path: '/managed_accounts', times: 'always', effect: { status: 403 } }])
  t.clock.forward(60)
  await sweep(t.services, 'interval')
  expect(await refreshBalance(t.services, id, 'click')).toEqual({ state: 'gone' })
  expect(await t.row(id)).toMatchObject({ missingSince: null })
})

test('an account created a moment ago is not marked as gone by a 404', async () => {
  const t = await swept()
  const { id } = firstOf(t.sandbox.accounts())
  await t.services.db
    .update(accounts)
    .set({ statusSource: 'command', firstSeenAt: t.clock.now })
    .where(eq(accounts.id, id))
  t.sandbox.removeAccount(id)
  await refreshBalance(t.services, id, 'click')
  await sweep(t.services, 'interval')
  expect(await t.row(id)).toMatchObject({ missingSince: null })
  expect(asked(t)).toEqual([id])
  t.clock.forward(31)
  await sweep(t.services, 'interval')
  expect(await t.row(id)).toMatchObject({ missingSince: t.clock.now })
})

test('an answer overtaken by a newer one changes nothing', async () => {
  const t = await swept()
  const { id } = firstOf(t.sandbox.accounts())
  const newer = new Date(t.clock.now.getTime() + 1_000)
  await t.services.db
    .update(accounts)
    .set({ balance: '99', balanceObservedAt: newer, balanceTriedAt: newer })
    .where(eq(accounts.id, id))
  await refreshBalance(t.services, id, 'sync')
  const [row] = await t.services.db
    .select({ balance: sql<string>`${accounts.balance}::text` })
    .from(accounts)
    .where(eq(accounts.id, id))
  expect(row?.balance).toBe('99')
})
