// Worker: `node --conditions=react-server --import tsx server/cli/bench/record.ts ROWS [DATABASE_URL]` prints one line of JSON.
import { randomUUID } from 'node:crypto'
import { like, sql } from 'drizzle-orm'
import { type AuditSearch, loadAuditSearch } from '../../../lib/audit'
import { accountTimeline, listAudit } from '../../audit/list'
import { recordEvent } from '../../audit/record'
import { openRecord } from '../../audit/seal'
import { readOverview } from '../../overview/queries'
import { auditEvents } from '../../platform/db/schema'
import { msOf, type Timing, timeOf } from './figures'
import { seedFleet, seedOperator } from './seed'
import { openWorker } from './worker'

export type RecordFigures = Awaited<ReturnType<typeof measure>>

const rounds = 20
const { size: rows, database, services, print } = await openWorker(1_000)

/**
 * A record as it looks after years: of five rows, two are a disable of a single account and two one of a job, each with
 * its outcome, and one is a sign-in. One outcome of 2,000 is a failure; one command of 1,000 has a unique reason.
 */
async function seedRecord(): Promise<void> {
  const batch = 100_000
  for (let start = 0; start < rows; start += batch) {
    await services.db.execute(sql`
      insert into audit_events (id, at, phase, command_id, action, actor_kind, actor_id, actor_name, actor_role, target_kind, target_id,
        target_label, reason, detail, outcome)
      select g, now() - (${rows} - g) * interval '10 seconds',
        case when g % 5 = 0 then 'event' when g % 5 in (1, 3) then 'intent' else 'outcome' end,
        case when g % 5 = 0 then null else md5('command' || (g - (g % 5 + 1) % 2))::uuid end,
        case when g % 5 = 0 then 'session.sign_in' else 'account.disable' end,
        'operator', md5('operator' || (g / 10) % 12)::uuid::text, 'Operator ' || (g / 10) % 12, 'support',
        case when g % 5 = 0 then null else 'account' end,
        case when g % 5 = 0 then null else a.id::text end, case when g % 5 = 0 then null else a.name end,
        case when g % 5 = 0 then null when (g / 5) % 1000 = 7 then 'Case ' || md5(g::text) else 'Unpaid balance' end,
        case when g % 5 in (3, 4) then jsonb_build_object('job', md5('job' || g / 5000)::uuid) end,
        case when g % 5 in (1, 3) then null when (g / 5) % 2000 = 9 then 'failed' else 'succeeded' end
      from generate_series(${start + 1}::bigint, ${start + batch}::bigint) g
      join (select id, organization_name as name, row_number() over (order by id) - 1 as n from accounts) a on a.n = (g / 5) % 1000
      where g <= ${rows}`)
  }
  await openRecord(services.db, services.auditChain)
}

async function measure() {
  await seedFleet(services, 1_000)
  const seedSeconds = Math.round((await msOf(seedRecord)) / 1_000)
  const ctx = await seedOperator(services, 'owner')
  const list = (patch: Partial<AuditSearch>) => () => listAudit(ctx, { ...loadAuditSearch({}), ...patch })
  const [day = ''] = new Date(Date.now() - (rows / 2) * 10_000).toISOString().split('T')
  const [one] = await services.db
    .select()
    .from(auditEvents)
    .where(like(auditEvents.reason, 'Case %'))
    .orderBy(auditEvents.id)
    .limit(1)
  const asked: [string, () => Promise<unknown>][] = [
    ['newest page', list({})],
    ['a page in the middle', list({ before: Math.round(rows / 2) })],
    ['a frequent word', list({ q: 'unpaid' })],
    ['a rare word', list({ q: one?.reason?.slice(5, 15) ?? '' })],
    ['a word that nothing has', list({ q: 'zzyzx' })],
    ['an account’s name', list({ q: one?.targetLabel ?? '' })],
    ['one operator', list({ operator: [one?.actorId ?? ''] })],
    ['an action that nobody did', list({ action: ['account.reveal'] })],
    ['what failed', list({ outcome: ['failed'] })],
    ['what failed of an action', list({ outcome: ['failed'], action: ['account.disable'] })],
    ['from tomorrow on (nothing)', list({ from: '2099-01-01' })],
    ['what was denied (nothing)', list({ outcome: ['denied'] })],
    ['a day in the middle', list({ from: day, to: day })],
    ['an account’s timeline', () => accountTimeline(ctx, one?.targetId ?? '')],
    ['the overview', () => readOverview(ctx)],
    [
      'a new entry',
      () => recordEvent(services.db, ctx, { action: 'sync.request', outcome: 'succeeded', reason: randomUUID() }),
    ],
  ]
  const questions: { name: string; ms: Timing }[] = []
  for (const [name, ask] of asked) questions.push({ name, ms: await timeOf(rounds, ask) })
  return { rows, database, seedSeconds, questions }
}

await print(measure)
