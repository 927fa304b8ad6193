import { afterEach, expect, it, vi } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { addAccountNote } from '@/server/accounts/commands/notes'
import { disableAccount } from '@/server/accounts/commands/status'
import { listAccounts } from '@/server/accounts/queries'
import { openRecord } from '@/server/audit/seal'
import { verifyRecord } from '@/server/audit/verify'
import { startPostgres } from '@/server/cli/postgres'
import { setApprovalLimit } from '@/server/commands/approvals/limit'
import { execute, Pending } from '@/server/commands/define'
import { getCommand } from '@/server/commands/queries'
import { createUpkeep } from '@/server/commands/settle'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { startSync } from '@/server/mirror/scheduler'
import { openDatabase } from '@/server/platform/db/client'
import { databaseDownCause } from '@/server/platform/db/down'
import { createHeartbeat } from '@/server/platform/heartbeat'
import { mirrorAccounts } from '@/server/testing/accounts'
import { testConsole } from '@/server/testing/context'
import { scrape, serveTestMetrics } from '@/server/testing/scrape'
import { testChain } from '@/server/testing/seal'
import { isReady } from '@/server/web/health'
import { begin, itemsOf, jobOf, startWorkers } from './testing/bulk'
import { disableAll } from './testing/changes'

// PostgreSQL crashes and starts again under a console that works. Its own server: others share the one of the round.

const total = 40
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const accountsOf = (ctx: Ctx<OperatorActor>) => listAccounts(ctx, loadAccountSearch(new URLSearchParams()))

it.runIf(process.env.TEST_DATABASE_URL)(
  'PostgreSQL is restarted in the middle of a job and of a scheduled change: each is sent once, without a restart here',
  { timeout: 240_000 },
  async () => {
    const postgres = await startPostgres()
    if (!postgres) throw new Error('no PostgreSQL server is installed')
    ends.push(postgres.stop)
    const opened = await openDatabase({ databaseUrl: postgres.url, dataDir: '' })
    await openRecord(opened.db, testChain)
    const database = { ...opened, url: null, another: () => Promise.reject(new Error('only one')) }
    const made = await testConsole({ sandbox: { accounts: total + 1, latencyMs: 40 }, database })
    ends.push(made.close)
    const [single, ...rest] = made.sandbox.accounts().map(account => account.id)
    for (const { id } of made.sandbox.accounts()) made.sandbox.mutate(id, { status: 'enabled' })
    await mirrorAccounts(made, made.sandbox.accounts())
    const { db, log, settings } = made.services
    const heartbeat = createHeartbeat({ db, log }, { everyMs: 200 })
    const services: Services = {
      ...made.services,
      heartbeat,
      now: () => new Date(),
      settings: {
        ...settings,
        disableGrace: 3,
        listLag: 1,
        patience: { probeSeconds: [1, 2, 3], abandonedSeconds: 5 },
      },
    }
    await heartbeat.start()
    ends.push(heartbeat.stop)
    await execute(setApprovalLimit, await made.as('owner'), { over: null })
    const manager: Ctx<OperatorActor> = { ...(await made.as('manager')), ...services }
    const served = await serveTestMetrics(made)
    ends.push(served.close)
    const isUp = async () => (await scrape(served.url)).value('console_database_up')
    const job = await begin(manager, disableAll, rest)
    const working = await startWorkers(services)
    const sync = startSync(services, createUpkeep(services), { tickMs: 200 })
    ends.push(working.stop, sync.stop)
    const sent = () => made.sandbox.calls().filter(call => call.path.endsWith('/disable'))
    await vi.waitFor(() => expect(sent().length).toBeGreaterThan(5), 60_000)
    const why = { reason: 'unpaid', note: '', ticket: '', reviewOn: '', emergencyConfirmed: true }
    const scheduled = await execute(disableAccount, manager, { accountId: single, ...why })
    if (!(scheduled instanceof Pending)) throw new Error('it was sent at once')

    await postgres.crash()
    const note = () => execute(addAccountNote, manager, { accountId: single, text: 'x' })
    for (const ask of [() => accountsOf(manager), note]) {
      const failure = await ask().then(
        () => null,
        (error: unknown) => error,
      )
      expect(databaseDownCause(failure), String(failure)).not.toBeNull()
    }
    expect(await isReady(services, null)).toBe(false)
    expect(await isUp()).toBe(0)
    // Without a database no intent can be recorded, so nothing is sent.
    await vi.waitFor(() => expect(services.telnyx.limiter.snapshot().inFlight).toBe(0), 20_000)
    const before = sent().length
    expect(before).toBeLessThan(total)
    expect(await isReady(services, null)).toBe(false)
    expect(sent().length).toBe(before)

    await postgres.start()
    await vi.waitFor(async () => expect(await isUp()).toBe(1), 20_000)
    expect((await accountsOf(manager)).rows.length).toBeGreaterThan(0)
    await vi.waitFor(async () => expect((await jobOf(services, job)).finishedAt).not.toBeNull(), 90_000)
    await vi.waitFor(
      async () => expect((await getCommand(manager, scheduled.commandId)).state).toBe('succeeded'),
      30_000,
    )
    // An intent that was committed just as the server ended was never sent: its item failed with this reason and can be retried.
    const items = await itemsOf(services, job)
    const failed = items.filter(item => item.state !== 'succeeded')
    expect(failed.length).toBeLessThan(7)
    const enabled = made.sandbox.accounts().filter(account => account.status === 'enabled')
    expect(failed.map(item => [item.state, item.accountId])).toEqual(enabled.map(account => ['failed', account.id]))
    const paths = sent().map(call => call.path)
    expect(new Set(paths).size).toBe(paths.length)
    expect(await verifyRecord(services)).toMatchObject({ ok: true })
    expect(made.sandbox.violations()).toEqual([])
  },
)
