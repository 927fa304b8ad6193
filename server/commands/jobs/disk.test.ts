import { eq } from 'drizzle-orm'
import { afterEach, expect, it, vi } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { addAccountNote } from '@/server/accounts/commands/notes'
import { disableAccount } from '@/server/accounts/commands/status'
import { listAccounts } from '@/server/accounts/queries'
import { openRecord } from '@/server/audit/seal'
import { fillRecord } from '@/server/audit/testing/rows'
import { verifyRecord } from '@/server/audit/verify'
import { startPostgres } from '@/server/cli/postgres'
import { setApprovalLimit } from '@/server/commands/approvals/limit'
import { execute } from '@/server/commands/define'
import { resumeSending, stopSending } from '@/server/commands/sending/stop'
import { createUpkeep } from '@/server/commands/settle'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { startSync } from '@/server/mirror/scheduler'
import { readOverview } from '@/server/overview/queries'
import { openDatabase, sqlState } from '@/server/platform/db/client'
import { hasSpace } from '@/server/platform/db/open-error'
import { auditEvents } from '@/server/platform/db/schema'
import { mirrorAccounts, refusal } from '@/server/testing/accounts'
import { testConsole } from '@/server/testing/context'
import { fillFolder } from '@/server/testing/database'
import { scrape, serveTestMetrics } from '@/server/testing/scrape'
import { testChain } from '@/server/testing/seal'
import { mountSmallDisk, type SmallDisk } from '@/server/testing/small-disk'
import { isReady } from '@/server/web/health'
import { begin, itemsOf, jobOf, startWorkers } from './testing/bulk'
import { disableAll } from './testing/changes'

// A disk that is really full: the database's own writes fail with ENOSPC. Needs root, for a disk in memory.

const total = 40
const isPostgres = process.env.TEST_DATABASE_URL !== undefined

let disk: SmallDisk | null = null
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  disk?.remove()
  disk = null
})

/** A console whose database is on the small disk, with a job under way. */
async function onSmallDisk({ folder }: SmallDisk) {
  const postgres = isPostgres ? await startPostgres(folder) : null
  if (postgres) ends.push(postgres.stop)
  else await fillFolder(folder)
  const opened = await openDatabase({ databaseUrl: postgres?.url, dataDir: folder })
  await openRecord(opened.db, testChain)
  const database = { ...opened, url: null, another: () => Promise.reject(new Error('only one')) }
  const made = await testConsole({ sandbox: { accounts: total, latencyMs: 30 }, database })
  ends.push(made.close)
  for (const account of made.sandbox.accounts()) made.sandbox.mutate(account.id, { status: 'enabled' })
  await mirrorAccounts(made, made.sandbox.accounts())
  const { settings } = made.services
  const services: Services = {
    ...made.services,
    now: () => new Date(),
    settings: { ...settings, listLag: 1, patience: { probeSeconds: [1, 2, 3], abandonedSeconds: 5 } },
    ...(!postgres && { hasRoom: () => hasSpace(folder) }),
  }
  await execute(setApprovalLimit, await made.as('owner'), { over: null })
  const as = async (role: 'manager' | 'owner'): Promise<Ctx<OperatorActor>> => ({
    ...(await made.as(role)),
    ...services,
  })
  const manager = await as('manager')
  const owner = await as('owner')
  const job = await begin(manager, disableAll)
  const working = await startWorkers(services)
  const sync = startSync(services, createUpkeep(services), { alone: !postgres, tickMs: 200 })
  ends.push(working.stop, sync.stop)
  const sent = () => made.sandbox.calls().filter(call => call.path.endsWith('/disable'))
  const done = async () => {
    await vi.waitFor(async () => expect((await jobOf(services, job)).finishedAt).not.toBeNull(), 60_000)
    expect((await itemsOf(services, job)).filter(item => item.state !== 'succeeded')).toEqual([])
    expect(made.sandbox.accounts().filter(account => account.status !== 'disabled')).toEqual([])
    expect([sent().length, new Set(sent().map(call => call.path)).size]).toEqual([total, total])
    expect(await verifyRecord(services)).toMatchObject({ ok: true })
  }
  return { made, services, manager, owner, job, sent, done }
}

/** More than still fits: not a row of it stays. */
async function expectRefusedWhole(services: Services): Promise<void> {
  const failure = await fillRecord(services.db, services.auditChain, 500).then(
    () => null,
    (error: unknown) => error,
  )
  expect(sqlState(failure)).toBe('53100')
  expect(await services.db.$count(auditEvents, eq(auditEvents.action, 'session.sign_in'))).toBe(0)
}

const accountsOf = (ctx: Ctx<OperatorActor>) => listAccounts(ctx, loadAccountSearch(new URLSearchParams()))

it.skipIf(isPostgres)(
  'nearly full: nothing is begun, in words; reading and stopping work, and with room work continues',
  {
    timeout: 240_000,
  },
  async context => {
    disk = mountSmallDisk(256)
    if (!disk) return context.skip('this user may not mount a disk')
    const { made, services, manager, owner, sent, done } = await onSmallDisk(disk)
    const served = await serveTestMetrics(made, disk.folder)
    ends.push(served.close)
    // A kept connection may have ended meanwhile, and a value that could not be read in time is left out.
    const freeBytes = () =>
      vi.waitFor(async () => {
        const free = (await scrape(served.url)).value('console_disk_free_bytes', { place: 'data' })
        if (free === null) throw new Error('not read in time')
        return free
      }, 20_000)
    await vi.waitFor(() => expect(sent().length).toBeGreaterThan(5), 60_000)

    disk.fill(40_000_000)
    const [account] = made.sandbox.accounts()
    const change = {
      accountId: account?.id,
      reason: 'unpaid',
      note: '',
      ticket: '',
      reviewOn: '',
      emergencyConfirmed: true,
    }
    for (const refused of [
      () => execute(disableAccount, manager, change),
      () => execute(addAccountNote, manager, { accountId: account?.id, text: 'x' }),
    ]) {
      expect(await refusal(refused())).toMatchObject({
        code: 'unavailable',
        message: 'The disk of this console is nearly full. Nothing was changed.',
      })
    }
    expect(await freeBytes()).toBeLessThan(64e6)
    expect(await isReady(services, disk.folder)).toBe(false)
    await vi.waitFor(() => expect(services.telnyx.limiter.snapshot().inFlight).toBe(0), 20_000)
    const before = sent().length
    expect(before).toBeLessThan(total)
    // A stop may still need a new page of a file. What was decided before may still be read, and what only stops may be done.
    disk.fill(1_000_000)
    for (let look = 0; look < 20; look += 1) expect((await accountsOf(manager)).rows.length).toBeGreaterThan(0)
    expect((await readOverview(manager)).limit.all).toBe(total)
    await execute(stopSending, owner, { reason: 'The disk is full' })
    expect(sent().length).toBe(before)

    disk.makeRoom()
    expect(await isReady(services, disk.folder)).toBe(true)
    expect(await freeBytes()).toBeGreaterThan(64e6)
    const { rows } = (await services.db.execute(
      'select updated_at as at from settings where key = $$sending.stopped$$',
    )) as unknown as { rows: { at: string }[] }
    await execute(resumeSending, owner, { stoppedAt: new Date(rows[0]?.at ?? '').toISOString() })
    await done()
  },
)

it.runIf(isPostgres)(
  'full in the middle of a write: the write is refused as a whole, and with room the job ends as requested',
  {
    timeout: 240_000,
  },
  async context => {
    disk = mountSmallDisk(256)
    if (!disk) return context.skip('this user may not mount a disk')
    const { services, manager, sent, done } = await onSmallDisk(disk)
    await vi.waitFor(() => expect(sent().length).toBeGreaterThan(5), 60_000)
    disk.fill(0)
    await expectRefusedWhole(services)
    expect((await accountsOf(manager)).rows.length).toBeGreaterThan(0)
    disk.makeRoom()
    await done()
  },
)
