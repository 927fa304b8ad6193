// Worker: `node --conditions=react-server --import tsx server/cli/bench/record.ts ROWS [DATABASE_URL]` prints one line of JSON.
import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { sql } from 'drizzle-orm'
import { type AuditSearch, loadAuditSearch } from '../../../lib/audit'
import { accountTimeline, listAudit } from '../../audit/list'
import { recordEvent } from '../../audit/record'
import { openRecord } from '../../audit/seal'
import type { Ctx, OperatorActor } from '../../context'
import { readOverview } from '../../overview/queries'
import { type Timing, timing } from './figures'
import { seedFleet, seedOperator } from './seed'
import { benchServices } from './services'
import { openWorkerDatabase } from './worker-database'

export type RecordFigures = {
  rows: number
  database: 'PGlite' | 'PostgreSQL'
  seedSeconds: number
  questions: { name: string; ms: Timing }[]
}

const rounds = 20
const [rowsText, databaseUrl] = process.argv.slice(2)
const rows = Number(rowsText)
const opened = await openWorkerDatabase(databaseUrl)
const services = benchServices(opened.db, 1_000)

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

async function measure(): Promise<RecordFigures> {
  await seedFleet(services, 1_000)
  const begun = performance.now()
  await seedRecord()
  const seedSeconds = Math.round((performance.now() - begun) / 1_000)
  const operator = await seedOperator(services)
  const ctx: Ctx<OperatorActor> = {
    ...services,
    actor: { kind: 'operator', ...operator, role: 'owner', sessionId: operator.id, provenAt: services.now() },
    requestId: 'bench',
  }
  const list = (patch: Partial<AuditSearch>) => () => listAudit(ctx, { ...loadAuditSearch({}), ...patch })
  const [day = ''] = new Date(Date.now() - (rows / 2) * 10_000).toISOString().split('T')
  const {
    rows: [{ id: account = '', operator: someone = '', word = '', customer = '' } = {}],
  } = (await services.db.execute(
    sql`select target_id as id, actor_id as operator, reason as word, target_label as customer from audit_events where reason like 'Case %' order by id limit 1`,
  )) as { rows: { id?: string; operator?: string; word?: string; customer?: string }[] }
  const asked: [string, () => Promise<unknown>][] = [
    ['newest page', list({})],
    ['a page in the middle', list({ before: Math.round(rows / 2) })],
    ['a frequent word', list({ q: 'unpaid' })],
    ['a rare word', list({ q: word.slice(5, 15) })],
    ['a word that nothing has', list({ q: 'zzyzx' })],
    ['an account’s name', list({ q: customer })],
    ['one operator', list({ operator: [someone] })],
    ['an action that nobody did', list({ action: ['account.reveal'] })],
    ['what failed', list({ outcome: ['failed'] })],
    ['what failed of an action', list({ outcome: ['failed'], action: ['account.disable'] })],
    ['from tomorrow on (nothing)', list({ from: '2099-01-01' })],
    ['what was denied (nothing)', list({ outcome: ['denied'] })],
    ['a day in the middle', list({ from: day, to: day })],
    ['an account’s timeline', () => accountTimeline(ctx, account)],
    ['the overview', () => readOverview(ctx)],
    [
      'a new entry',
      () => recordEvent(services.db, ctx, { action: 'sync.request', outcome: 'succeeded', reason: randomUUID() }),
    ],
  ]
  const questions: RecordFigures['questions'] = []
  for (const [name, ask] of asked) {
    const samples: number[] = []
    for (let round = 0; round < rounds; round++) {
      const start = performance.now()
      await ask()
      samples.push(performance.now() - start)
    }
    questions.push({ name, ms: timing(samples) })
  }
  return { rows, database: opened.kind === 'pglite' ? 'PGlite' : 'PostgreSQL', seedSeconds, questions }
}

try {
  console.log(JSON.stringify(await measure()))
} finally {
  await opened.close()
}
process.exit(0)
