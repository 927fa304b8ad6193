import { execFileSync } from 'node:child_process'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { setApprovalLimit } from '@/server/approvals/limit'
import { execute } from '@/server/command'
import type { Db } from '@/server/db/client'
import { auditEvents, commands, jobItems } from '@/server/db/schema'
import { SEND_WITHIN_MS } from '@/server/telnyx/send-before'
import { mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { begin, itemsOf, jobOf } from './testing/bulk'
import { disableAll, points } from './testing/changes'
import { type Ended, Processes, type Running } from './testing/processes'

const full = process.env.TEST_FULL === '1'
const seed = Number(process.env.TEST_SEED ?? Date.now() % 100_000)

let processes: Processes
/** Without its database while the processes have it. */
let console_: TestConsole
let job: string
afterEach(async () => {
  await processes.close()
  await console_.sandbox.close()
})

/** A job over all accounts that nobody works on yet. */
async function stage(accounts: number): Promise<void> {
  processes = new Processes()
  console_ = await testConsole({
    sandbox: { accounts, seed: 7, latencyMs: 15 },
    database: await processes.open(),
  })
  for (const account of console_.sandbox.accounts()) console_.sandbox.mutate(account.id, { status: 'enabled' })
  await mirrorAccounts(console_, console_.sandbox.accounts())
  await execute(setApprovalLimit, await console_.as('owner'), { over: null })
  job = await begin(await console_.as('manager'), disableAll)
  await console_.database.close()
}

const work = (failpoints?: string) => processes.start(console_.sandbox, failpoints)

function random(): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const said = (ended: Ended, key: string) => ended.lines.find(line => key in line)?.[key]

/** Nothing lost, nothing without a result, every account as it was asked, one record for each that was sent. */
async function expectDone(total: number): Promise<void> {
  const database = await processes.open()
  const services = { ...console_.services, db: database.db }
  const items = await itemsOf(services, job)
  expect(items).toHaveLength(total)
  expect(items.filter(item => item.state !== 'succeeded')).toEqual([])
  expect(await jobOf(services, job)).toMatchObject({ total, state: 'finished' })
  const intents = await database.db
    .select({ targetId: auditEvents.targetId })
    .from(auditEvents)
    .where(and(eq(auditEvents.action, 'account.disable'), eq(auditEvents.phase, 'intent')))
  await database.close()
  const ids = new Set<string | null>(console_.sandbox.accounts().map(account => account.id))
  expect(new Set(intents.map(one => one.targetId))).toEqual(ids)
  expect(console_.sandbox.accounts().filter(account => account.status !== 'disabled')).toEqual([])
  expect(console_.sandbox.violations()).toEqual([])
}

const disables = () => console_.sandbox.calls().filter(call => call.path.endsWith('/disable'))

async function onDatabase<T>(use: (db: Db) => Promise<T>): Promise<T> {
  const database = await processes.open()
  return use(database.db).finally(() => database.close())
}

/** Until a process has stopped itself; answers when. */
async function standsStill({ child }: Running): Promise<number> {
  const state = () => execFileSync('ps', ['-o', 'state=', '-p', String(child.pid)], { encoding: 'utf8' })
  await vi.waitFor(() => expect(state()).toMatch(/^T/), { timeout: 60_000, interval: 100 })
  return Date.now()
}

/** As if more time had passed than a lease lasts and a call may take. What a frozen transaction holds stays as it is. */
const letTimePass = () =>
  onDatabase(async db => {
    await db.execute(sql`update job_items set lease_until = now() - interval '1 second' where (job_id, position) in (
      select job_id, position from job_items where lease_until is not null for update skip locked)`)
    await db.update(commands).set({ sentAt: sql`${commands.sentAt} - interval '1 minute'` })
  })

/** Items that are not through although nothing frozen holds them. */
const leftForOthers = () =>
  onDatabase(async db => {
    const open = inArray(jobItems.state, ['waiting', 'running'])
    const rows = await db.transaction(tx =>
      tx.select({ at: jobItems.position }).from(jobItems).where(open).for('update', { skipLocked: true }),
    )
    return rows.length
  })

describe('[5.2] bulk: killed and started again', () => {
  const kills = full ? 55 : 3
  const total = full ? 500 : 40
  it(
    `${total} items through ${kills} kills (seed ${seed})`,
    async () => {
      await stage(total)
      const next = random()
      const reached: string[] = []
      const resumed: number[] = []
      for (let kill = 0; kill < kills; kill += 1) {
        const point = points[(kill + seed) % points.length] ?? 'job.after_lease'
        const passing = 1 + Math.floor(next() * (full ? 9 : 6))
        const ended = await work(`${point}@${passing}`).ended
        if (ended.signal === 'SIGKILL') reached.push(point)
        else expect(said(ended, 'finished'), ended.errors).toBe(true)
        const ms = said(ended, 'resumedMs')
        if (typeof ms === 'number') resumed.push(ms)
      }
      const last = await work().ended
      expect(said(last, 'finished'), last.errors).toBe(true)
      await expectDone(total)
      process.stdout.write(
        `[5.2] bulk: seed ${seed}, ${reached.length} kills at ${new Set(reached).size} of ${points.length} points, ${disables().length} calls for ${total} items, first result after a restart at most ${Math.max(0, ...resumed)} ms\n`,
      )
      expect(reached.length).toBeGreaterThan(kills / 2)
      if (!full) return
      expect(new Set(reached)).toEqual(new Set(points))
      expect(Math.max(0, ...resumed)).toBeLessThan(30_000)
    },
    full ? 1_200_000 : 600_000,
  )

  // Two consoles share the work only where they can share a database.
  const onPostgres = it.runIf(process.env.TEST_DATABASE_URL)
  onPostgres(
    'a console frozen past its lease, and one frozen before sending, send nothing when they go on',
    async () => {
      await stage(24)
      const leased = work('job.before_bind@2:stop')
      await standsStill(leased)
      const sending = work('command.before_send@2:stop')
      const frozenAt = await standsStill(sending)
      await letTimePass()
      const third = work()
      await vi.waitFor(async () => expect(await leftForOthers()).toBe(0), { timeout: 60_000, interval: 200 })
      // A call goes out within so long of its intent or not at all: the frozen console measures that by its own clock.
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(frozenAt + SEND_WITHIN_MS), { timeout: 60_000 })
      leased.child.kill('SIGCONT')
      sending.child.kill('SIGCONT')
      const ends = await Promise.all([third.ended, leased.ended, sending.ended])
      for (const ended of ends) expect(said(ended, 'finished'), ended.errors).toBe(true)
      await expectDone(24)
      expect(new Set(disables().map(call => call.path)).size).toBe(24)
      expect(disables()).toHaveLength(24)
    },
    600_000,
  )
})
