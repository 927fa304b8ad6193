import { randomUUID } from 'node:crypto'
import { desc, eq, isNull } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { execute } from '../commands/define'
import { createUpkeep } from '../commands/settle'
import { syncNow } from '../commands/sync-now'
import type { Ctx, OperatorActor } from '../context'
import { accounts, auditEvents, commands, dailyCounts, snapshots, syncRuns } from '../platform/db/schema'
import { createLogger } from '../platform/log'
import { createTelnyx } from '../telnyx/client'
import { refreshBalance } from './balances'
import { readPool } from './channel-pool'
import { startSync } from './scheduler'
import { syncState } from './state'
import { type Fixture, syncFixture } from './testing/fixture'
import { tamperingProxy } from './testing/tampering'

let base: Awaited<ReturnType<typeof syncFixture>>
const running: { stop(): Promise<void> }[] = []
beforeAll(async () => {
  base = await syncFixture()
})
afterEach(async () => {
  for (const sync of running.splice(0)) await sync.stop()
  await base.closeSandboxes()
})
afterAll(() => base.close())

/** A tick too long to wait for: anything sooner was woken up. */
const never = 600_000

function start(services: Fixture['services'], tickMs: number) {
  const sync = startSync(services, createUpkeep(services), { tickMs })
  running.push(sync)
  return sync
}

const runsOf = ({ services }: Fixture) => services.db.select().from(syncRuns).orderBy(desc(syncRuns.startedAt))

async function until(check: () => Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 25_000, interval: 20 })
}

function operator({ services }: Fixture): Ctx<OperatorActor> {
  const id = randomUUID()
  return {
    ...services,
    actor: {
      kind: 'operator',
      id,
      name: 'Sam',
      email: 's@example.test',
      role: 'support',
      sessionId: randomUUID(),
      provenAt: services.now(),
    },
    requestId: randomUUID(),
  }
}

test('a start sweeps, then reads every balance, and plans the next sweep', async () => {
  const t = await base.fresh({ accounts: 12 })
  start(t.services, 20)
  await until(async () => expect(await syncState(t.services)).toMatchObject({ balancesKnown: 12 }))
  const runs = await runsOf(t)
  expect(runs).toHaveLength(1)
  expect(runs[0]).toMatchObject({ trigger: 'start', state: 'succeeded' })
  expect(await syncState(t.services)).toMatchObject({
    accounts: 12,
    asOf: t.clock.now.toISOString(),
    nextAt: new Date(t.clock.now.getTime() + 60_000).toISOString(),
    running: false,
  })
  t.clock.forward(61)
  await until(async () => expect((await runsOf(t))[0]).toMatchObject({ trigger: 'interval', state: 'succeeded' }))
})

test('lists whose figures do not add up stop neither balances nor the history', async () => {
  const t = await base.fresh({ accounts: 12 })
  const proxy = await tamperingProxy(t.sandbox.origin, ({ data }) => ({ data }))
  try {
    start({ ...t.services, telnyx: createTelnyx({ apiKey: t.sandbox.key, baseUrl: proxy.baseUrl }) }, 20)
    await until(async () => expect(await syncState(t.services)).toMatchObject({ balancesKnown: 12 }))
    expect(await runsOf(t)).toMatchObject([
      { state: 'failed', error: expect.stringContaining('does not report its total') },
    ])
    await until(async () => expect(await t.services.db.$count(dailyCounts)).toBeGreaterThan(0))
  } finally {
    await running.pop()?.stop()
    await proxy.close()
  }
})

test('a clock that jumps hours ahead, and back again, does not delay sweeps', async () => {
  const t = await base.fresh({ accounts: 12 })
  start(t.services, 20)
  await until(async () => expect((await syncState(t.services)).nextAt).not.toBeNull())
  for (const [runs, seconds] of [
    [2, 5 * 3_600],
    [3, -5 * 3_600],
    [4, 61],
    [5, -300],
  ] as const) {
    t.clock.forward(seconds)
    await until(async () => expect((await runsOf(t)).filter(run => run.state === 'succeeded')).toHaveLength(runs))
    const nextAt = new Date(t.clock.now.getTime() + 60_000).toISOString()
    await until(async () => expect(await syncState(t.services)).toMatchObject({ nextAt, running: false }))
  }
})

test('a low rate limit stretches the interval, and the next sweep is planned by it', async () => {
  const t = await base.fresh({ accounts: 12, rateLimit: { limit: 50, windowSeconds: 60 } })
  start(t.services, never)
  await until(async () => expect(await runsOf(t)).toMatchObject([{ state: 'succeeded' }]))
  const [run] = await runsOf(t)
  // A tenth of 50 per minute: one request every twelve seconds.
  const planned = new Date(t.clock.now.getTime() + (run?.requests ?? 0) * 12_000).toISOString()
  await until(async () => expect((await syncState(t.services)).nextAt).toBe(planned))
  expect(run?.requests).toBeGreaterThan(5)
})

test('sweeps and balances together take a fifth of the limit, and opening an account waits for neither', async () => {
  const t = await base.fresh({ accounts: 50, rateLimit: { limit: 50, windowSeconds: 1 } })
  start(t.services, 20)
  await until(async () => expect((await syncState(t.services)).balancesKnown).toBeGreaterThan(10))
  const unseen = await t.services.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(isNull(accounts.balanceObservedAt))
    .orderBy(desc(accounts.id))
    .limit(5)
  t.clock.forward(61)
  const results = await Promise.all(unseen.map(({ id }) => refreshBalance(t.services, id, 'click')))
  expect(results.map(result => result.state)).toEqual(unseen.map(() => 'refreshed'))
  await until(async () => expect(await syncState(t.services)).toMatchObject({ balancesKnown: 50 }))
  const opened = new Set(unseen.map(({ id }) => `/v2/managed_accounts/${id}`))
  const bySync = t.sandbox.calls().filter(call => !opened.has(call.path))
  const times = bySync.map(call => Date.parse(call.at))
  const seconds = (Math.max(...times) - Math.min(...times)) / 1_000
  expect(bySync.length).toBeLessThanOrEqual(10 * (Math.ceil(seconds) + 1))
  expect(bySync.length).toBeGreaterThan(50)
  expect((await runsOf(t)).length).toBeGreaterThan(1)
  expect(t.sandbox.calls().filter(call => call.status === 429)).toEqual([])
})

test('the channel pool is read between sweeps when it is old', async () => {
  const t = await base.fresh({ accounts: 12 })
  start(t.services, 20)
  await until(async () => expect(await syncState(t.services)).toMatchObject({ balancesKnown: 12 }))
  const pools = () => t.sandbox.calls().filter(call => call.path.endsWith('/allocatable_global_outbound_channels'))
  expect(pools()).toHaveLength(1)
  t.clock.forward(301)
  await until(async () => expect((await readPool(t.services.db))?.observedAt).toEqual(t.clock.now))
  expect(pools()).toHaveLength(2)
})

test('“Sync now” starts at once, is recorded, and is done when the state shows it', async () => {
  const t = await base.fresh({ accounts: 12 })
  start(t.services, never)
  await until(async () => expect(await syncState(t.services)).toMatchObject({ accounts: 12, running: false }))
  t.clock.forward(1)
  const ctx = operator(t)
  expect(await execute(syncNow, ctx, {})).toEqual({ requestedAt: t.clock.now.toISOString() })
  await until(async () => expect((await runsOf(t))[0]).toMatchObject({ trigger: 'manual', state: 'succeeded' }))
  await until(async () => expect(await syncState(t.services)).toMatchObject({ running: false }))
  const [event] = await t.services.db.select().from(auditEvents).where(eq(auditEvents.action, 'sync.request'))
  expect(event).toMatchObject({ phase: 'event', outcome: 'succeeded', actorId: ctx.actor.id })
})

test('requests made during a sweep are answered by that sweep', async () => {
  const t = await base.fresh({ accounts: 12, latencyMs: 150 })
  start(t.services, never)
  await until(async () => expect(await runsOf(t)).toHaveLength(1))
  for (let n = 0; n < 3; n += 1) await execute(syncNow, operator(t), {})
  expect((await syncState(t.services)).running).toBe(true)
  await until(async () => expect(await syncState(t.services)).toMatchObject({ running: false, accounts: 12 }))
  expect(await runsOf(t)).toHaveLength(1)
})

test('of two instances on one database only one sweeps, and the other takes over when it stops', async () => {
  const t = await base.fresh({ accounts: 12 })
  const second = { ...t.services, telnyx: createTelnyx({ apiKey: t.sandbox.key, baseUrl: t.sandbox.url }) }
  const first = start(t.services, 20)
  await until(async () => expect(await syncState(t.services)).toMatchObject({ balancesKnown: 12 }))
  start(second, 20)
  t.sandbox.clearCalls()
  for (let n = 1; n <= 3; n += 1) {
    t.clock.forward(5)
    await execute(syncNow, operator(t), {})
    await until(async () => expect(await runsOf(t)).toHaveLength(1 + n))
    await until(async () => expect((await syncState(t.services)).running).toBe(false))
  }
  // Lists without status belong to the first sweep of a process: the second instance made none.
  expect(t.sandbox.calls().filter(call => call.query['filter[status][eq]'] === 'all')).toEqual([])

  t.clock.forward(1)
  await first.stop()
  await until(async () => expect((await runsOf(t))[0]).toMatchObject({ trigger: 'start', state: 'succeeded' }))
  expect(await runsOf(t)).toHaveLength(5)
})

test('the lease of a dead process is free when it expires, and at once when no other process is possible', async () => {
  const t = await base.fresh({ accounts: 12 })
  const lease = {
    key: 'sync_lease',
    value: { holder: 'a dead process' },
    observedAt: new Date(t.clock.now.getTime() + 10_000),
  }
  await t.services.db.insert(snapshots).values(lease)
  const waiting = start(t.services, 20)
  const others = createTelnyx({ apiKey: t.sandbox.key, baseUrl: t.sandbox.url })
  const state = await syncState({ ...t.services, telnyx: others })
  expect(state).toMatchObject({ asOf: null, running: false })
  t.clock.forward(11)
  await until(async () => expect(await runsOf(t)).toHaveLength(1))
  await waiting.stop()

  await t.services.db.insert(snapshots).values({ ...lease, observedAt: new Date(t.clock.now.getTime() + 10_000) })
  running.push(startSync(t.services, createUpkeep(t.services), { tickMs: 20, alone: true }))
  await until(async () => expect(await runsOf(t)).toHaveLength(2))
})

test('a failing Telnyx stops nothing: the error is shown and logged, and sync continues', async () => {
  const t = await base.fresh({ accounts: 12 })
  const lines: string[] = []
  const services = { ...t.services, log: createLogger('debug', [], line => lines.push(line)) }
  t.sandbox.setFaults([{ path: '/managed_accounts', times: 'always', effect: { status: 401, code: '10009' } }])
  start(services, 20)
  await until(async () => expect((await syncState(t.services)).lastError?.message).toMatch(/key/))
  expect(lines.some(line => line.includes('a sweep failed'))).toBe(true)
  t.sandbox.clearFaults()
  t.clock.forward(31)
  await until(async () => expect(await syncState(t.services)).toMatchObject({ lastError: null, accounts: 12 }))
})

test('unknown outcomes are settled in the background', async () => {
  const t = await base.fresh({ accounts: 12 })
  start(t.services, 20)
  await until(async () => expect(await syncState(t.services)).toMatchObject({ accounts: 12 }))
  const account = t.sandbox.accounts().find(({ status }) => status === 'enabled')
  if (!account) throw new Error('no enabled account')
  t.sandbox.mutate(account.id, { status: 'disabled' })
  const id = randomUUID()
  await t.services.db.insert(commands).values({
    id,
    action: 'account.disable',
    targetKind: 'account',
    targetId: account.id,
    state: 'unknown',
    input: { reason: 'unpaid', note: '', reviewOn: '' },
    actorId: 'system',
    actorName: 'Sam',
    sentAt: t.clock.now,
    nextProbeAt: t.clock.now,
  })
  await until(async () => {
    const [command] = await t.services.db.select().from(commands).where(eq(commands.id, id))
    expect(command?.state).toBe('succeeded')
  })
  expect(await t.row(account.id)).toMatchObject({ status: 'disabled', disabledReason: 'unpaid' })
})

test('stopping ends a running sweep without blaming Telnyx, and nothing runs afterwards', async () => {
  const t = await base.fresh({ latencyMs: 300 })
  const sync = start(t.services, 20)
  await until(async () => expect(t.sandbox.calls().length).toBeGreaterThan(0))
  await sync.stop()
  const calls = t.sandbox.calls().length
  expect((await runsOf(t))[0]).toMatchObject({
    state: 'failed',
    error: 'This sync was stopped before it ended.',
  })
  expect(await syncState(t.services)).toMatchObject({ running: false, lastError: null, accounts: 0 })
  const leases = await t.services.db.select().from(snapshots).where(eq(snapshots.key, 'sync_lease'))
  expect(leases).toEqual([])
  expect(t.sandbox.calls()).toHaveLength(calls)
})
