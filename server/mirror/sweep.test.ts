import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { accounts, binding, syncRuns } from '../platform/db/schema'
import { readPool } from './channel-pool'
import { syncState } from './state'
import { sweep } from './sweep'
import { type Fixture, firstOf, syncFixture } from './testing/fixture'

let base: Awaited<ReturnType<typeof syncFixture>>
beforeAll(async () => {
  base = await syncFixture()
})
afterEach(() => base.closeSandboxes())
afterAll(() => base.close())

async function mirrored({ services }: Fixture) {
  const rows = await services.db.select({ id: accounts.id, status: accounts.status }).from(accounts)
  return new Map(rows.map(row => [row.id, row.status]))
}

function truth({ sandbox }: Fixture) {
  return new Map(sandbox.accounts().map(account => [account.id, account.status]))
}

test('one sweep reads the status of all accounts, over several pages, within the contract', async () => {
  const t = await base.fresh({ accounts: 620 })
  const result = await sweep(t.services, 'start')
  expect(result).toMatchObject({ state: 'succeeded', changed: 620, problem: null })
  expect(await mirrored(t)).toEqual(truth(t))
  expect(new Set(truth(t).values())).toEqual(new Set(['enabled', 'disabled', 'blocked', 'cancelled']))
  expect(t.sandbox.violations()).toEqual([])
  expect(result.counts.all).toBe(620)
  const [run] = await t.services.db.select().from(syncRuns)
  expect(run).toMatchObject({
    trigger: 'start',
    state: 'succeeded',
    changed: 620,
    requests: result.requests,
    error: null,
  })
})

test('a sweep without the list of all accounts requests no unnecessary page', async () => {
  const t = await base.fresh({ accounts: 620 })
  const { counts } = await sweep(t.services, 'start')
  t.sandbox.clearCalls()
  await sweep(t.services, 'interval', { everything: false })
  const pages = t.sandbox.calls().filter(call => call.path === '/v2/managed_accounts').length
  const least = ['enabled', 'disabled', 'blocked', 'cancelled'].map(name =>
    Math.max(1, Math.ceil((counts[name] ?? 0) / 250)),
  )
  expect(pages).toBe(least.reduce((sum, n) => sum + n, 0))
})

test('a sweep stores all facts of an account, with when they were observed', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const account = firstOf(t.sandbox.accounts(), ({ status }) => status === 'disabled')
  expect(await t.row(account.id)).toMatchObject({
    email: account.email,
    organizationName: account.organization_name,
    apiUser: account.api_user,
    managerAccountId: account.manager_account_id,
    createdAt: new Date(account.created_at),
    updatedAt: new Date(account.updated_at),
    rollupBilling: account.rollup_billing,
    customPricing: account.managed_account_allow_custom_pricing,
    status: 'disabled',
    statusMatched: ['disabled'],
    statusSource: 'sweep',
    statusObservedAt: t.clock.now,
    firstSeenAt: t.clock.now,
    observedAt: t.clock.now,
    channelLimit: null,
    balance: null,
  })
})

test('a blocked account that also matches the disabled filter is blocked, and both filters are stored', async () => {
  const t = await base.fresh({ variants: { statusOverlap: true } })
  await sweep(t.services, 'start')
  const blocked = firstOf(t.sandbox.accounts(), ({ status }) => status === 'blocked')
  expect(await t.row(blocked.id)).toMatchObject({ status: 'blocked', statusMatched: ['disabled', 'blocked'] })
  expect(await mirrored(t)).toEqual(truth(t))
})

test('cancelled accounts are found when Telnyx shows them only on request', async () => {
  const t = await base.fresh({ variants: { cancelledNeedsInclude: true } })
  await sweep(t.services, 'start', { everything: false })
  expect(await mirrored(t)).toEqual(truth(t))
})

test('while the status filter is ignored every status is unknown, and the state reports it until it works', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  t.sandbox.setVariants({ statusFilterIgnored: true })
  expect(await sweep(t.services, 'interval')).toMatchObject({ state: 'succeeded' })
  expect(new Set((await mirrored(t)).values())).toEqual(new Set(['unknown']))
  expect(await syncState(t.services)).toMatchObject({ statusFilterIgnored: true, lastError: null })

  t.sandbox.setVariants({ statusFilterIgnored: false })
  await sweep(t.services, 'interval')
  expect(await mirrored(t)).toEqual(truth(t))
  expect(await syncState(t.services)).toMatchObject({ statusFilterIgnored: false })
})

test('while the filter is ignored, a status that a command set stays known', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const account = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  await t.services.db
    .update(accounts)
    .set({ status: 'disabled', statusSource: 'command', statusSetAt: t.clock.now, statusObservedAt: t.clock.now })
    .where(eq(accounts.id, account.id))
  t.sandbox.setVariants({ statusFilterIgnored: true })
  t.clock.forward(600)
  await sweep(t.services, 'interval')
  expect(await t.row(account.id)).toMatchObject({ status: 'disabled', statusSource: 'command' })
})

test('changes at Telnyx are stored, and only changed rows are written or locked', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const before = await t.versions()
  const off = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  const renamed = firstOf(t.sandbox.accounts(), ({ status }) => status === 'blocked')
  t.sandbox.mutate(off.id, { status: 'cancelled' })
  t.sandbox.mutate(renamed.id, { rollup_billing: !renamed.rollup_billing, organization_name: 'Łódź ☎ Telekom' })
  const added = t.sandbox.addAccount({ organization_name: 'Brand New Ltd', email: 'new@example.test' })
  t.clock.forward(60)
  expect(await sweep(t.services, 'interval')).toMatchObject({ state: 'succeeded', changed: 3 })

  expect(await t.row(off.id)).toMatchObject({ status: 'cancelled', statusObservedAt: t.clock.now })
  expect(await t.row(renamed.id)).toMatchObject({
    organizationName: 'Łódź ☎ Telekom',
    rollupBilling: !renamed.rollup_billing,
    status: 'blocked',
  })
  expect(await t.row(added.id)).toMatchObject({ status: 'enabled', firstSeenAt: t.clock.now })
  const after = await t.versions()
  const written = [...after].filter(([id, version]) => before.get(id) !== version).map(([id]) => id)
  expect(written.sort()).toEqual([off.id, renamed.id, added.id].sort())
})

test('a second sweep of unchanged accounts writes nothing', async () => {
  const t = await base.fresh({ variants: { statusOverlap: true } })
  await sweep(t.services, 'start')
  const before = await t.versions()
  t.clock.forward(60)
  expect(await sweep(t.services, 'interval')).toMatchObject({ changed: 0 })
  expect(await t.versions()).toEqual(before)
})

test('a sweep never changes channel limits and balances', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const account = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  await t.services.db
    .update(accounts)
    .set({ channelLimit: 7, channelLimitSource: 'command', balance: '12.50', currency: 'EUR' })
    .where(eq(accounts.id, account.id))
  t.sandbox.mutate(account.id, { status: 'disabled', channel_limit: 3 })
  await sweep(t.services, 'interval')
  expect(await t.row(account.id)).toMatchObject({
    status: 'disabled',
    channelLimit: 7,
    channelLimitSource: 'command',
    balance: '12.50',
    currency: 'EUR',
  })
})

test('the channel pool is read too, and its failure fails nothing else', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const pool = await readPool(t.services.db)
  expect(pool?.allocated).toBe(t.sandbox.accounts().reduce((sum, account) => sum + account.channel_limit, 0))
  t.sandbox.setFaults([
    { path: '/managed_accounts/allocatable_global_outbound_channels', times: 'always', effect: { status: 403 } },
  ])
  expect(await sweep(t.services, 'interval')).toMatchObject({ state: 'succeeded', problem: null })
  expect(await readPool(t.services.db)).toEqual(pool)
})

test('a channel pool that is too large to be stored fails nothing else', async () => {
  const t = await base.fresh()
  t.sandbox.mutate(t.sandbox.accounts()[0]?.id ?? '', { channel_limit: 2_147_483_648 })
  expect(await sweep(t.services, 'start')).toMatchObject({ state: 'succeeded', problem: null })
  expect(await readPool(t.services.db)).toBeNull()
})

test('the first sweep binds the database to its manager', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const [bound] = await t.services.db.select().from(binding)
  expect(bound?.managerAccountId).toBe(t.sandbox.managerAccountId)
})

test('accounts of another manager are refused before anything is written, and the state gives the reason', async () => {
  const t = await base.fresh()
  await t.services.db.update(binding).set({ managerAccountId: 'c0ffee00-0000-4000-8000-000000000000' })
  const result = await sweep(t.services, 'start')
  expect(result).toMatchObject({ state: 'failed', changed: 0 })
  expect((await mirrored(t)).size).toBe(0)
  const { lastError, asOf } = await syncState(t.services)
  expect(lastError?.message).toContain('c0ffee00-0000-4000-8000-000000000000')
  expect(asOf).toBeNull()
})

test('only the newest runs are kept, and a run whose process ended does not count as running', async () => {
  const t = await base.fresh({ accounts: 1 })
  const at = (n: number) => new Date(t.clock.now.getTime() - n * 60_000)
  await t.services.db.insert(syncRuns).values(
    Array.from({ length: 520 }, (_, n) => ({
      id: crypto.randomUUID(),
      trigger: 'interval' as const,
      state: n === 0 ? ('running' as const) : ('succeeded' as const),
      startedAt: at(n + 1),
      finishedAt: n === 0 ? null : at(n + 1),
    })),
  )
  expect((await syncState(t.services)).running).toBe(true)
  await sweep(t.services, 'interval')
  const runs = await t.services.db.select({ state: syncRuns.state }).from(syncRuns)
  expect(runs).toHaveLength(500)
  expect(runs.filter(run => run.state === 'running')).toEqual([])
  expect((await syncState(t.services)).running).toBe(false)
})
