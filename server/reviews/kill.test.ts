import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { asc, eq, inArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openRecord } from '../audit/seal'
import { verifyRecord } from '../audit/verify'
import { execute, Pending } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { type OpenDatabase, openDatabase } from '../platform/db/client'
import { auditEvents, reviewItems, reviewRounds } from '../platform/db/schema'
import { type TestConsole, testConsole } from '../testing/context'
import { fillFolder } from '../testing/database'
import { killed } from '../testing/killed'
import { testChain } from '../testing/seal'
import { decideBulk } from './decide'
import { downloadEvidence } from './evidence'
import { openRound } from './open'
import { signOff } from './sign-off'

// Real processes that really die (SIGKILL at a failpoint) in the middle of a round's work: the next process finds all of
// it or nothing, and can do it.

/** More items than one batch has. */
const size = 1_100

let console_: TestConsole
let folder: string
let database: OpenDatabase
let finance: Ctx<OperatorActor>
const rounds = { decided: '', signed: '', proven: '' }

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 1 } })
  folder = mkdtempSync(path.join(os.tmpdir(), 'review-kill-'))
  if (!console_.database.url) await fillFolder(folder)
  await reopen()
  await finance.db.execute(sql`insert into accounts (id, organization_name, rollup_billing, status, status_source, status_observed_at, first_seen_at, observed_at)
    select gen_random_uuid(), 'Fleet ' || n, n % 3 = 0, 'enabled', 'sweep', now(), now(), now() from generate_series(1, ${size}) n`)
  for (const name of ['decided', 'signed', 'proven'] as const)
    rounds[name] = await open(name, name === 'signed' ? 'pricing' : 'rollup')
  // The sign-off has closing values to write.
  await finance.db.execute(sql`update accounts set custom_pricing = true`)
  await close(rounds.proven)
  await database.close()
}, 120_000)
afterAll(async () => {
  await database?.close().catch(() => {})
  await console_.close()
  rmSync(folder, { recursive: true, force: true })
})

async function reopen(): Promise<void> {
  database = console_.database.url ? await console_.database.another() : await openDatabase({ dataDir: folder })
  console_.services.db = database.db
  await openRecord(database.db, testChain)
  finance = await console_.as('finance')
}

async function done<T>(work: Promise<T | Pending>): Promise<T> {
  const answer = await work
  if (answer instanceof Pending) throw new Error('still under way')
  return answer
}

const inputs = {
  open: { kind: 'rollup', name: 'Killed', dueOn: '2026-11-30', reviewers: [], search: '' },
  bulk: (roundId: string) => ({ roundId, verdict: 'approved', note: '', q: '', count: size }),
  signOff: (roundId: string) => ({ roundId, remark: 'The rest next month', open: size }),
}
const open = async (name: string, kind = 'rollup') =>
  (await done(execute(openRound, finance, { ...inputs.open, name, kind }))).id
const bulk = (roundId: string) => done(execute(decideBulk, finance, inputs.bulk(roundId)))
const close = (roundId: string) => done(execute(signOff, finance, inputs.signOff(roundId)))
const itemsOf = (roundId: string) => finance.db.select().from(reviewItems).where(eq(reviewItems.roundId, roundId))

/** The recorded actions of this operator, in their order. */
async function recordedBy(name: string): Promise<string[]> {
  const rows = await finance.db
    .select({ action: auditEvents.action })
    .from(auditEvents)
    .where(eq(auditEvents.actorName, name))
    .orderBy(asc(auditEvents.id))
  return rows.map(row => row.action)
}

const killedAt = (work: string, input: object, at: string) =>
  killed(console_, folder, {
    path: 'server/reviews/testing/review-process.ts',
    args: [work, JSON.stringify(input)],
    at,
  })

it('a process that is killed while it opens, decides in bulk, signs off or sends evidence loses and doubles no item', async () => {
  const dead = { signal: 'SIGKILL', said: '' }
  expect(await killedAt('open', inputs.open, 'review.in_open')).toEqual(dead)
  expect(await killedAt('bulk', inputs.bulk(rounds.decided), 'review.in_bulk')).toEqual(dead)
  expect(await killedAt('sign-off', inputs.signOff(rounds.signed), 'review.after_batch')).toEqual(dead)
  // Two batches are compared, the third is sent.
  expect(await killedAt('evidence', { roundId: rounds.proven, format: 'csv' }, 'review.after_batch@3')).toEqual(dead)

  await reopen()
  const { db } = finance
  // Evidence is recorded before it is sent. The other work was not recorded.
  expect(await recordedBy('Killed finance')).toEqual(['review_round.evidence'])
  const stored = await db.select().from(reviewRounds)
  expect(stored.map(({ id, state }) => [id, state]).sort()).toEqual(
    [
      [rounds.decided, 'open'],
      [rounds.signed, 'open'],
      [rounds.proven, 'signed_off'],
    ].sort(),
  )
  expect(await db.$count(reviewItems)).toBe(3 * size)
  expect(new Set((await itemsOf(rounds.decided)).map(item => item.verdict))).toEqual(new Set(['open']))
  const closing = async () => [...new Set((await itemsOf(rounds.signed)).map(item => item.closingValue))]
  expect(await closing()).toEqual([null])

  // The next process does the same work, once.
  const opened = await open('Again')
  expect(await itemsOf(opened)).toHaveLength(size)
  const { bulkId, decided } = await bulk(rounds.decided)
  expect(decided).toBe(size)
  expect((await itemsOf(rounds.decided)).filter(item => item.bulkId === bulkId)).toHaveLength(size)
  await close(rounds.signed)
  expect(await closing()).toEqual(['yes'])
  const csv = Buffer.from(
    await (await downloadEvidence(finance, { roundId: rounds.proven, format: 'csv' })).arrayBuffer(),
  )
  const files = await db
    .select({ detail: auditEvents.detail })
    .from(auditEvents)
    .where(inArray(auditEvents.action, ['review_round.evidence']))
  // The file that was cut off and the one that was not are the same file.
  const digest = createHash('sha256').update(csv).digest('hex')
  expect(files.map(({ detail }) => detail?.sha256)).toEqual([digest, digest])
  expect((await verifyRecord(console_.services)).finding).toBeNull()
}, 120_000)
