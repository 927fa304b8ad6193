import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import type { OldRows } from '@/lib/retention'
import { listAccounts } from '../accounts/queries'
import { verifyRecord } from '../audit/verify'
import { rebuildSearch } from '../mirror/search/rebuild'
import { auditEvents, commands, jobItems, jobs, operatorDevices, rosterChanges, sessions } from '../platform/db/schema'
import { mirrorAccounts } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { countOld, removeOld } from './retention'

const days = { sessions: 90, devices: 400, commands: 400, jobs: 400, rosterChanges: 400 }
const none: OldRows = { sessions: 0, devices: 0, commands: 0, jobItems: 0, jobs: 0, rosterChanges: 0 }

let console_: TestConsole
let ids: string[]
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 8 } })
  await mirrorAccounts(console_, console_.sandbox.accounts())
  ids = console_.sandbox.accounts().map(account => account.id)
})
afterAll(() => console_.close())

const daysAgo = (count: number) => new Date(console_.clock.now.getTime() - count * 86_400_000)
const db = () => console_.services.db

async function session(more: Partial<typeof sessions.$inferInsert>): Promise<string> {
  const { actor } = await console_.as('support')
  await db().update(sessions).set(more).where(eq(sessions.id, actor.sessionId))
  return actor.sessionId
}

async function command(more: Partial<typeof commands.$inferInsert>): Promise<string> {
  const id = randomUUID()
  const at = more.finishedAt ?? daysAgo(500)
  await db()
    .insert(commands)
    .values({
      id,
      action: 'account.custom_pricing',
      targetKind: 'account',
      targetId: ids[0] ?? '',
      state: 'succeeded',
      input: {},
      actorId: randomUUID(),
      actorName: 'Ana',
      sentAt: at,
      finishedAt: at,
      ...more,
    })
  return id
}

async function job(
  finishedAt: Date | null,
  items: { state: 'succeeded' | 'failed' | 'person'; commandId?: string }[],
): Promise<string> {
  const id = randomUUID()
  const by = { createdById: id, createdByName: 'Ana', runById: id, runByName: 'Ana' }
  const at = daysAgo(600)
  await db()
    .insert(jobs)
    .values({
      id,
      kind: 'accounts.custom_pricing',
      state: finishedAt ? 'finished' : 'paused',
      parameters: { allow: true } as never,
      total: items.length,
      ...by,
      createdAt: at,
      startsAt: at,
      intentAt: at,
      finishedAt,
    })
  if (items.length === 0) return id
  await db()
    .insert(jobItems)
    .values(items.map((item, position) => ({ jobId: id, position, accountId: ids[1] ?? '', label: 'One', ...item })))
  return id
}

const idsOf = async (table: typeof sessions | typeof commands | typeof jobs) =>
  new Set((await db().select({ id: table.id }).from(table)).map(row => row.id))

it('retention removes what the dry run counted, and nothing younger, open, last of its kind or still needed', async () => {
  const stays = {
    sessions: [
      await session({ createdAt: daysAgo(200), revokedAt: daysAgo(89), expiresAt: daysAgo(80) }),
      await session({ createdAt: daysAgo(200), expiresAt: daysAgo(89) }),
    ],
    commands: [
      await command({ finishedAt: daysAgo(399), state: 'failed' }),
      await command({ state: 'unknown', finishedAt: null, targetId: ids[2] ?? '' }),
      // The newest success of its kind, however old.
      await command({ finishedAt: daysAgo(450) }),
      await command({ targetId: ids[3] ?? '', action: 'account.enable' }),
    ],
    jobs: [] as string[],
  }
  const ofKept = await command({ state: 'failed', targetId: ids[1] ?? '' })
  const ofOpen = await command({ state: 'failed', targetId: ids[1] ?? '' })
  stays.commands.push(ofKept, ofOpen)
  stays.jobs.push(
    await job(daysAgo(399), [{ state: 'failed', commandId: ofKept }]),
    await job(null, [{ state: 'succeeded' }]),
    await job(daysAgo(500), [{ state: 'succeeded' }, { state: 'person', commandId: ofOpen }]),
  )
  await session({ createdAt: daysAgo(200), revokedAt: daysAgo(91), expiresAt: daysAgo(80) })
  await session({ createdAt: daysAgo(200), expiresAt: daysAgo(91) })
  await command({ finishedAt: daysAgo(401), state: 'failed', input: { ticket: 'OLD-4711' } })
  await command({ finishedAt: daysAgo(460) })
  const ofOld = await command({ state: 'superseded', targetId: ids[1] ?? '' })
  await job(daysAgo(401), [{ state: 'failed', commandId: ofOld }, ...Array(1_200).fill({ state: 'succeeded' })])
  const { actor } = await console_.as('support')
  const device = (hash: string, lastUsedAt: Date) => ({
    hash,
    operatorId: actor.id,
    createdAt: daysAgo(900),
    lastUsedAt,
  })
  await db()
    .insert(operatorDevices)
    .values([device('old', daysAgo(401)), device('used', daysAgo(399))])

  const change = (id: string, noticedAt: Date) => ({
    id: randomUUID(),
    userId: id,
    field: 'joined' as const,
    previousAt: daysAgo(900),
    noticedAt,
  })
  await db()
    .insert(rosterChanges)
    .values([change('old', daysAgo(401)), change('kept', daysAgo(399))])

  const manager = await console_.as('manager')
  const found = async () =>
    (await listAccounts(manager, loadAccountSearch(new URLSearchParams('q=OLD-4711')))).rows.map(row => row.id)
  expect(await found()).toEqual([ids[0]])
  const recorded = await db().$count(auditEvents)

  const expected: OldRows = { sessions: 2, devices: 1, commands: 3, jobItems: 1_201, jobs: 1, rosterChanges: 1 }
  const before = [await idsOf(sessions), await idsOf(commands), await idsOf(jobs)]
  expect(await countOld(db(), days, console_.services.now())).toEqual(expected)
  expect([await idsOf(sessions), await idsOf(commands), await idsOf(jobs)]).toEqual(before)
  expect(await removeOld(console_.services, days)).toEqual(expected)

  for (const id of stays.sessions) expect(await idsOf(sessions)).toContain(id)
  expect(await idsOf(commands)).toEqual(new Set(stays.commands))
  expect(await idsOf(jobs)).toEqual(new Set(stays.jobs))
  expect(await db().$count(jobItems)).toBe(4)
  expect((await db().select().from(operatorDevices)).map(row => row.hash)).toEqual(['used'])

  expect((await db().select().from(rosterChanges)).map(row => row.userId)).toEqual(['kept'])

  // The ticket is gone from the search too, as if it had never been there.
  expect(await found()).toEqual([])
  expect(await rebuildSearch(console_.services)).toMatchObject({ changed: 0 })

  expect(await countOld(db(), days, console_.services.now())).toEqual(none)
  expect(await removeOld(console_.services, days)).toEqual(none)
  const added = await db()
    .select({ action: auditEvents.action, detail: auditEvents.detail, actor: auditEvents.actorName })
    .from(auditEvents)
    .where(sql`${auditEvents.id} > ${recorded}`)
  expect(added).toEqual([{ action: 'retention.remove', detail: expected, actor: 'retention' }])
})

it('retention records what it removed before it failed', async () => {
  await session({ createdAt: daysAgo(200), expiresAt: daysAgo(91) })
  const recorded = await db().$count(auditEvents)
  await db().execute(sql`alter table jobs rename to unreadable`)
  await expect(removeOld(console_.services, days)).rejects.toThrow()
  await db().execute(sql`alter table unreadable rename to jobs`)
  const added = await db()
    .select({ action: auditEvents.action, detail: auditEvents.detail })
    .from(auditEvents)
    .where(sql`${auditEvents.id} > ${recorded}`)
  const detail: OldRows = { ...none, sessions: 1 }
  expect(added).toEqual([{ action: 'retention.remove', detail }])
})

it('retention removes nothing from the audit, whatever its age', async () => {
  const before = await db().$count(auditEvents)
  console_.clock.forward(3_000 * 86_400)
  expect((await removeOld(console_.services, days)).sessions).toBeGreaterThan(0)
  expect(await db().$count(auditEvents)).toBe(before + 1)
  expect((await verifyRecord(console_.services)).finding).toBeNull()
})
