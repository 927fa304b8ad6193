import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { asc, eq, inArray, sql, sum } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recordEvent } from '../audit/record'
import { verifyRecord } from '../audit/verify'
import { seedFleet } from '../cli/bench/seed'
import { systemContext } from '../context'
import { type Db, openDatabase } from '../platform/db/client'
import { accounts } from '../platform/db/schema'
import { type TestConsole, testConsole } from '../testing/context'
import { createOnServer } from '../testing/database'
import { testChain } from '../testing/seal'
import { backUp } from './backup'
import { restoreBackup } from './restore'

const server = process.env.TEST_DATABASE_URL
const whole = process.env.TEST_FULL === '1'
const size = whole ? 100_000 : 4_000
const timeout = whole ? 1_200_000 : 120_000

let folder: string
let console_: TestConsole
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'backup-snapshot-'))
  console_ = await testConsole({ sandbox: { accounts: 1 } })
  await seedFleet(console_.services, size)
}, timeout)
afterAll(async () => {
  await console_.close()
  rmSync(folder, { recursive: true, force: true })
})

// Only several connections write while one reads: on the embedded database the rest waits, which `test:full` shows.
it.runIf(server || whole)(
  `a backup of ${size} accounts that are being written contains no half transaction`,
  { timeout },
  async () => {
    const { db } = console_.services
    const ids = (await db.select({ id: accounts.id }).from(accounts).orderBy(asc(accounts.id))).map(row => row.id)
    // The sum over first and last rows, which are read far apart, never changes.
    const [first = '', last = ''] = [ids[0], ids.at(-1)]
    await db
      .update(accounts)
      .set({ channelLimit: 1_000_000 })
      .where(inArray(accounts.id, [first, last]))
    const sumOfLimits = async (of: Db) => (await of.select({ sum: sum(accounts.channelLimit) }).from(accounts))[0]?.sum
    const before = await sumOfLimits(db)
    const ctx = systemContext(console_.services, 'start')
    let transfers = 0
    let isOver = false
    const writing = (async () => {
      while (!isOver) {
        await db.transaction(async tx => {
          const by = (step: number) => ({ channelLimit: sql`${accounts.channelLimit} + ${step}` })
          await tx.update(accounts).set(by(-1)).where(eq(accounts.id, first))
          await tx.update(accounts).set(by(1)).where(eq(accounts.id, last))
          await recordEvent(tx, ctx, { action: 'sync.request', detail: { transfers }, outcome: 'succeeded' })
        })
        transfers += 1
        await new Promise(resolve => setImmediate(resolve))
      }
    })()
    await expect.poll(() => transfers).toBeGreaterThan(3)
    const begun = transfers
    const made = await backUp(console_.database, path.join(folder, 'console.backup'))
    await expect.poll(() => transfers).toBeGreaterThan(begun)
    isOver = true
    await writing

    const target = server ? await createOnServer(server, null) : null
    const place = { dataDir: path.join(folder, 'restored'), ...(target && { databaseUrl: target.url }) }
    await restoreBackup(made.file, place, { now: () => new Date() })
    const restored = await openDatabase(place)
    expect(await sumOfLimits(restored.db)).toBe(before)
    const report = await verifyRecord({ db: restored.db, auditChain: testChain, now: () => new Date() })
    expect(report.finding).toBeNull()
    expect(report.rows).toBe(made.tables.audit_events?.rows)
    expect(report.rows).toBeLessThan(transfers)
    await restored.close()
    await target?.drop()
  },
)
