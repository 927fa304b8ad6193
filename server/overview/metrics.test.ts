import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setCustomPricing } from '../accounts/commands/pricing'
import { startCheckpoints } from '../audit/checkpoints'
import { execute } from '../commands/define'
import { sweep } from '../mirror/sweep'
import { signInByPassword } from '../operators/sign-in'
import { createTelnyx } from '../telnyx/client'
import { type TestConsole, testConsole } from '../testing/context'
import { type Scrape, scrape, serveTestMetrics } from '../testing/scrape'

const key = 'KEY0123456789ABCDEF0123456789ABCDEF_abcdefghWXYZ'
const folder = mkdtempSync(path.join(os.tmpdir(), 'metrics-'))
let console_: TestConsole
let served: Awaited<ReturnType<typeof serveTestMetrics>>
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { key, accounts: 12 } })
  // Other files of this worker share the chain.
  console_.services.auditChain.checkpoints = null
  served = await serveTestMetrics(console_, folder)
})
afterAll(async () => {
  console_.services.auditChain.checkpoints = null
  await served.close()
  await console_.close()
})

const look = () => scrape(served.url)
/** How much a counter grew while this was done: the registry is that of the whole process. */
async function growth(work: () => Promise<unknown>): Promise<(name: string, labels: Record<string, string>) => number> {
  const before = await look()
  await work()
  const after = await look()
  return (name, labels) => (after.value(name, labels) ?? 0) - (before.value(name, labels) ?? 0)
}
const list = () => console_.services.telnyx.accounts.list({ page: 1, size: 1 })

describe('the metrics', () => {
  it('have one address, for reading only', async () => {
    const answer = await fetch(served.url)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(answer.headers.get('x-request-id')).toBeNull()
    expect((await fetch(served.url, { method: 'POST', body: 'x' })).status).toBe(405)
    expect((await fetch(served.url, { method: 'HEAD' })).status).toBe(405)
    expect((await fetch(served.url.replace('/metrics', '/'))).status).toBe(404)
  })

  it('have no sample for unknown values', async () => {
    const seen = await look()
    for (const name of [
      'console_sync_last_complete_timestamp_seconds',
      'console_balance_oldest_timestamp_seconds',
      'console_commands_oldest_unknown_timestamp_seconds',
      'console_audit_checkpoint_timestamp_seconds',
      'console_telnyx_rate_limit_requests',
    ]) {
      expect([name, seen.kinds.get(name), seen.value(name)]).toEqual([name, 'gauge', null])
    }
  })

  it('change with a sweep, a command, a sign-in and a checkpoint', async () => {
    const { services, clock } = console_
    const grew = await growth(async () => {
      await sweep(services, 'manual')
      const ctx = await console_.as('manager')
      const [account] = console_.sandbox.accounts().filter(({ status }) => status === 'enabled')
      await execute(setCustomPricing, ctx, { accountId: account?.id, allow: true, reason: 'A test.' })
      await signInByPassword(
        { ...services, actor: { kind: 'anonymous' }, requestId: 'test' },
        { email: 'stranger@example.test', password: 'not the password' },
        { address: '192.0.2.7', device: null, tabOf: null, userAgent: null },
      )
      await startCheckpoints(services, folder).stop()
    })
    expect(grew('console_sync_sweeps_total', { trigger: 'manual', outcome: 'succeeded' })).toBe(1)
    expect(grew('console_sync_sweep_duration_seconds_count', {})).toBe(1)
    expect(
      grew('console_telnyx_calls_total', { operation: 'accounts.list', lane: 'sync', outcome: 'ok' }),
    ).toBeGreaterThan(3)
    expect(
      grew('console_telnyx_call_duration_seconds_count', { operation: 'accounts.list', lane: 'sync' }),
    ).toBeGreaterThan(3)
    expect(grew('console_commands_total', { action: 'account.custom_pricing', outcome: 'succeeded' })).toBe(1)
    expect(grew('console_sign_ins_total', { method: 'password', outcome: 'refused' })).toBe(1)

    const seen = await look()
    expect(seen.value('console_accounts')).toBe(12)
    expect(seen.value('console_accounts', { status: 'enabled' })).toBe(
      console_.sandbox.accounts().filter(({ status }) => status === 'enabled').length,
    )
    const now = clock.now.getTime() / 1_000
    expect(seen.value('console_sync_last_complete_timestamp_seconds')).toBe(now)
    expect(seen.value('console_audit_checkpoint_timestamp_seconds')).toBe(now)
    expect(seen.value('console_audit_rows')).toBeGreaterThan(2)
    expect(seen.value('console_commands_open')).toBe(0)
    expect(seen.value('console_database_up')).toBe(1)
    expect(seen.value('console_database_table_size_bytes', { table: 'accounts' })).toBeGreaterThan(8_000)
    expect(seen.value('console_database_size_bytes')).toBeGreaterThan(1_000_000)
    expect(seen.value('console_disk_free_bytes', { place: 'data' })).toBeGreaterThan(0)
    expect(seen.value('console_telnyx_rate_limit_requests')).toBe(1_000_000)
  })

  it('show a command without an answer as open, and since when', async () => {
    const ctx = await console_.as('manager')
    const [, account] = console_.sandbox.accounts().filter(({ status }) => status === 'enabled')
    console_.sandbox.setFaults([{ path: '/managed_accounts/*', effect: { reset: 'after' } }])
    const grew = await growth(() =>
      execute(setCustomPricing, ctx, { accountId: account?.id, allow: true, reason: 'A test.' }),
    )
    expect(grew('console_commands_total', { action: 'account.custom_pricing', outcome: 'unknown' })).toBe(1)
    const seen = await look()
    expect(seen.value('console_commands_open', { state: 'unknown' })).toBe(1)
    expect(seen.value('console_commands_oldest_unknown_timestamp_seconds')).toBe(console_.clock.now.getTime() / 1_000)
  })

  it('show the free space of the data also while the folder of the checkpoints is gone, and count the failure', async () => {
    const { auditChain } = console_.services
    auditChain.checkpoints = { file: '/no/such/folder/checkpoints', problem: null }
    const failures = { group: 'disk' }
    const before = (await look()).value('console_collect_errors_total', failures) ?? 0
    const seen = await look()
    auditChain.checkpoints = null
    expect(seen.value('console_disk_free_bytes', { place: 'data' })).toBeGreaterThan(0)
    expect(seen.value('console_disk_free_bytes', { place: 'checkpoints' })).toBeNull()
    expect(seen.value('console_collect_errors_total', failures)).toBeGreaterThan(before)
  })

  it('contain no secret, no person and no account', async () => {
    const ctx = await console_.as('owner')
    const { text } = await look()
    const [account] = console_.sandbox.accounts()
    for (const canary of [key, 'WXYZ', ctx.actor.email, ctx.actor.id, '@', account?.id, account?.organization_name]) {
      expect(canary && text.includes(canary)).toBe(false)
    }
  })

  it('show that Telnyx is down, what failed, and that it is back', async () => {
    console_.services.telnyx = createTelnyx({ apiKey: key, baseUrl: console_.sandbox.url })
    expect((await look()).value('console_telnyx_down')).toBe(0)
    console_.sandbox.setFaults([{ path: '/managed_accounts', times: 6, effect: { status: 503 } }])
    const grew = await growth(async () => {
      for (let read = 0; read < 3; read += 1) await list().catch(() => {})
    })
    expect(grew('console_telnyx_calls_total', { lane: 'click', outcome: 'server' })).toBe(6)
    expect(grew('console_telnyx_calls_total', { lane: 'click', outcome: 'circuit_open' })).toBe(1)
    expect((await look()).value('console_telnyx_down')).toBe(1)
    // The limiter probes five seconds later; a turn waits for that.
    const permit = await console_.services.telnyx.turn({ lane: 'bulk', operation: 'accounts.disable' })
    const held = await look()
    expect(held.value('console_telnyx_down')).toBe(0)
    expect(held.value('console_telnyx_requests_in_flight', { lane: 'bulk' })).toBe(1)
    permit.done({ outcome: 'unused' })
  })

  it.runIf(process.env.TEST_DATABASE_URL)('show queries that wait for a connection [PostgreSQL]', async () => {
    const pool = console_.database.pool as Pool
    expect((await look()).value('console_database_pool_waiting')).toBe(0)
    const held = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
    const waiting = pool.query('select 1')
    const full = await look()
    expect(full.value('console_database_pool_waiting')).toBe(1)
    expect(full.value('console_database_pool_connections', { state: 'busy' })).toBe(pool.options.max)
    expect(full.value('console_database_up')).toBe(0)
    for (const client of held) client.release()
    await waiting
    const free = await look()
    expect(free.value('console_database_pool_waiting')).toBe(0)
    expect(free.value('console_database_up')).toBe(1)
  })

  it('still answer without a database, and report it as down', async () => {
    const own = await testConsole({ sandbox: { accounts: 1 } })
    const other = await serveTestMetrics(own)
    expect((await scrape(other.url)).value('console_database_up')).toBe(1)
    await own.close()
    const errors = (seen: Scrape) => seen.value('console_collect_errors_total', { group: 'commands' }) ?? 0
    const first = await scrape(other.url)
    const second = await scrape(other.url)
    await other.close()
    expect(second.value('console_database_up')).toBe(0)
    expect(second.value('console_commands_open')).toBeNull()
    expect(second.value('console_telnyx_down')).toBe(0)
    expect(errors(second)).toBe(errors(first) + 1)
  })
})
