// Worker: `node --conditions=react-server --import tsx server/cli/bench/rounds.ts SIZE [DATABASE_URL]` prints one line of JSON.
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { loadRoundSearch, type ReviewItem, type RoundSearch } from '../../../lib/reviews'
import { openRecord } from '../../audit/seal'
import { execute, Pending } from '../../commands/define'
import { createVacuum } from '../../mirror/vacuum'
import { decideBulk, decideItem } from '../../reviews/decide'
import { downloadEvidence } from '../../reviews/evidence'
import { listItems } from '../../reviews/items'
import { openRound } from '../../reviews/open'
import { countOpenItems, readDesk } from '../../reviews/rounds'
import { signOff } from '../../reviews/sign-off'
import { memoryOf, round, type Timing, timeOf } from './figures'
import { seedFleet, seedOperator } from './seed'
import { openWorker } from './worker'

export type RoundFigures = {
  size: number
  database: 'PGlite' | 'PostgreSQL'
  questions: { name: string; ms: Timing }[]
  /** `waitMs` = the longest wait of another request during the work, `addedMb` = by how much the process's memory grew. */
  works: { name: string; seconds: number; waitMs: number; addedMb: number }[]
}

const samples = 20
const everyMs = 20

const { size, database, services, print } = await openWorker()
const works: RoundFigures['works'] = []
const questions: RoundFigures['questions'] = []

/** Does one piece of work while another request asks the database every 20 ms. */
async function measure<T>(name: string, work: () => Promise<T | Pending>): Promise<T> {
  let isRunning = true
  let waitMs = 0
  const before = memoryOf(process.pid)?.rss ?? 0
  let most = before
  const beside = async () => {
    while (isRunning) {
      const due = performance.now() + everyMs
      await sleep(everyMs)
      await services.db.execute(sql`select 1`)
      waitMs = Math.max(waitMs, performance.now() - due)
      most = Math.max(most, memoryOf(process.pid)?.rss ?? 0)
    }
  }
  const besides = beside()
  const start = performance.now()
  const value = await work()
  const seconds = round((performance.now() - start) / 1_000, 1)
  isRunning = false
  await besides
  works.push({ name, seconds, waitMs: Math.round(waitMs), addedMb: most - before })
  if (value instanceof Pending) throw new Error('it is still running')
  return value
}

async function ask(
  name: string,
  question: () => Promise<unknown>,
  before?: (sample: number) => Promise<unknown>,
): Promise<void> {
  questions.push({ name, ms: await timeOf(samples, question, before) })
}

async function measureRounds(): Promise<RoundFigures> {
  await openRecord(services.db, services.auditChain)
  await seedFleet(services, size)
  // As after a sync.
  await createVacuum(services).wrote(size, size)
  const ctx = await seedOperator(services, 'finance')
  const input = { kind: 'rollup', name: 'Flags of the bench', dueOn: '2026-11-30', reviewers: [], search: '' }
  const { id: roundId } = await measure('open', () => execute(openRound, ctx, input))
  const page = (search: Partial<RoundSearch> = {}) =>
    listItems(ctx, { roundId, search: { ...loadRoundSearch({}), ...search } })
  const decide = ({ subjectId, verdict, decidedAt, now }: ReviewItem) =>
    execute(decideItem, ctx, {
      roundId,
      subjectId,
      verdict: 'approved',
      note: '',
      seen: { verdict, decidedAt, value: now },
    })

  // One flag of a thousand changes at Telnyx.
  const change = (skipped: number, count: number) =>
    services.db.execute(sql`update accounts set rollup_billing = not rollup_billing where id in (
      select id from accounts order by id offset ${skipped} limit ${count})`)
  await change(0, Math.ceil(size / 1_000))
  await ask(
    'first page after a flag has changed',
    () => page(),
    sample => change(sample, 1),
  )
  await ask('first page, to review', () => page())
  await ask('next page', () => page({ page: 2 }))
  await ask('a page in the middle', () => page({ page: Math.ceil(size / 100) }))
  await ask('all items', () => page({ state: 'all' }))
  await ask('changed since', () => page({ state: 'changed' }))
  await ask('search', () => page({ q: 'harbor' }))
  await ask('the round and its counts', () => readDesk(ctx, { desk: 'billing', round: roundId }))
  await ask('the badge of the navigation', () => countOpenItems(ctx))
  const { rows } = await page()
  await ask('a decision', async () => {
    const next = rows.shift()
    if (next) await decide(next)
  })
  const { undecided } = await page()
  const bulk = { roundId, verdict: 'approved', note: '', q: '', count: undecided }
  const { left } = await measure('decide all in bulk', () => execute(decideBulk, ctx, bulk))
  if (left !== 0) throw new Error(`${left} items were left`)
  await ask('first page, to review, all but few decided', () => page())
  await ask('approved', () => page({ state: 'approved' }))
  await ask('the round and its counts, all but few decided', () => readDesk(ctx, { desk: 'billing', round: roundId }))
  const { round: current } = await readDesk(ctx, { desk: 'billing', round: roundId })
  const closing = { roundId, remark: 'The changed flags are reviewed next month', open: current?.counts.open ?? 0 }
  await measure('sign off', () => execute(signOff, ctx, closing))
  for (const format of ['csv', 'json'] as const) {
    await measure(`evidence as ${format.toUpperCase()}`, async () => {
      const { body } = await downloadEvidence(ctx, { roundId, format })
      for (const reader = body?.getReader(); reader && !(await reader.read()).done; );
    })
  }
  return { size, database, questions, works }
}

await print(measureRounds)
