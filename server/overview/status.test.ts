import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConsoleStatus } from '@/lib/console-status'
import { setCustomPricing } from '../accounts/commands/pricing'
import { startCheckpoints } from '../audit/checkpoints'
import { verifyRecord } from '../audit/verify'
import { execute } from '../commands/define'
import { sweep } from '../mirror/sweep'
import { type TestConsole, testConsole } from '../testing/context'
import { noteSize, readSizes } from './database-size'
import { readStatus } from './status'

const folder = mkdtempSync(path.join(os.tmpdir(), 'status-'))
let console_: TestConsole
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 5 } })
  // Other files of this worker share the chain.
  Object.assign(console_.services.auditChain, { checkpoints: null, verified: null })
})
afterAll(async () => {
  Object.assign(console_.services.auditChain, { checkpoints: null, verified: null })
  await console_.close()
})

async function read(of: string | null = folder): Promise<ConsoleStatus> {
  return readStatus(await console_.as('owner'), { folder: of, build: 'b1' })
}

it('the status shows unknown values as unknown', async () => {
  expect(await read()).toMatchObject({
    process: { version: '0.1.0', build: 'b1', node: process.versions.node },
    database: { embedded: true, growth: null, diskFreeBytes: expect.any(Number) },
    sync: { asOf: null },
    work: { unknown: 0, oldestUnknownAt: null, jobsRunning: 0 },
    audit: { checkpoints: null, verified: null },
  })
  expect((await read(null)).database).toMatchObject({ embedded: false, diskFreeBytes: null })
})

it('the status names engine, size and the largest tables', async () => {
  const { engine, bytes, tables } = (await read()).database
  expect(engine).toMatch(/^PostgreSQL \d+\.\d+$/)
  expect(bytes).toBeGreaterThan(1_000_000)
  expect(tables).toHaveLength(8)
  expect(tables.map(({ bytes }) => bytes)).toEqual(tables.map(({ bytes }) => bytes).sort((a, b) => b - a))
})

it('one size per day is kept, at most thirty, and none of a future day', async () => {
  const { services, clock } = console_
  const begun = clock.now
  const day = 86_400
  await noteSize(services)
  await noteSize(services)
  expect(await readSizes(services.db)).toHaveLength(1)
  expect((await read()).database.growth).toBeNull()
  for (let at = 0; at < 31; at += 1) {
    clock.forward(day)
    await noteSize(services)
  }
  const kept = await readSizes(services.db)
  expect(kept).toHaveLength(30)
  expect((await read()).database.growth?.days).toBe(29)
  // The clock was ahead.
  clock.now = new Date(begun.getTime() + 5 * day * 1_000)
  await noteSize(services)
  expect((await readSizes(services.db)).map(one => one.day)).toEqual(
    [2, 3, 4, 5].map(days => new Date(begun.getTime() + days * day * 1_000).toISOString().slice(0, 10)),
  )
  clock.now = begun
})

it('the status shows the last sweep, unknown outcomes, the audit, its checkpoints and its verification', async () => {
  const { services, sandbox, clock } = console_
  await sweep(services, 'manual')
  await startCheckpoints(services, folder).stop()
  const account = sandbox.accounts().find(({ status }) => status === 'enabled')
  sandbox.setFaults([{ path: '/managed_accounts/*', effect: { reset: 'after' } }])
  await execute(setCustomPricing, await console_.as('manager'), {
    accountId: account?.id,
    allow: account?.managed_account_allow_custom_pricing !== true,
    reason: 'A test.',
  })
  const { rows } = await verifyRecord(services)
  const now = clock.now.toISOString()
  expect(await read()).toMatchObject({
    sync: { asOf: now, running: false },
    work: { unknown: 1, oldestUnknownAt: now },
    audit: {
      rows,
      checkpoints: { coveredAt: now, failed: false },
      verified: { at: now, ok: true, checkpoint: now },
    },
  })
})
