// `npm run bench`: measures the console with fleets of 1,000, 10,000 and 100,000 accounts. Tests decide on correctness;
// this only measures. Every part runs in separate processes, one after the other.
import { execFile } from 'node:child_process'
import { parseArgs, promisify } from 'node:util'
import pg from 'pg'
import { buildFresh } from '../build-fresh'
import { startPostgres } from '../postgres'
import { type BrowserFigures, machine, table } from './figures'
import type { QueryFigures } from './queries'
import type { RecordFigures } from './record'
import type { RoundFigures } from './rounds'
import type { SweepFigures, SyncFigures } from './sync'

const usage = `Measures queries, sync, screens, review rounds and the record.

  npm run bench -- [flags]

  --sizes 1000,10000,100000   fleets to measure
  --only queries,sync,browser,rounds,record
                              parts to measure
  --rows 1000000              rows of the record, for any fleet
  --json                      figures as JSON, nothing else on standard output
  --help

DATABASE_URL names the PostgreSQL server to measure on (a database is made and dropped); without it the bench starts
an installed server, and measures PGlite alone when none is installed.`

const parts = ['queries', 'sync', 'browser', 'rounds', 'record'] as const
type Part = (typeof parts)[number]
type Report = {
  machine: string
  at: string
  queries: QueryFigures[]
  sync: SyncFigures[]
  browser: BrowserFigures[]
  rounds: RoundFigures[]
  record: RecordFigures[]
}

function readFlags() {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const { values } = parseArgs({ options: { sizes: text, only: text, rows: text, json: flag, help: flag } })
  const sizes = (values.sizes ?? '1000,10000,100000').split(',').map(Number)
  if (sizes.some(size => !Number.isInteger(size) || size < 250 || size > 1_000_000)) {
    throw new Error('--sizes must be whole numbers from 250 to 1000000, such as 1000,10000.')
  }
  const rows = Number(values.rows ?? 1_000_000)
  if (!Number.isInteger(rows) || rows < 10_000 || rows > 10_000_000) {
    throw new Error('--rows must be a whole number from 10000 to 10000000.')
  }
  const only = values.only?.split(',') ?? parts
  const unknown = only.find(one => !parts.includes(one as Part))
  if (unknown !== undefined) throw new Error(`--only knows ${parts.join(', ')}, not "${unknown}".`)
  return { sizes, rows, only: only as Part[], json: values.json === true, help: values.help === true }
}

/** Node flags for a worker that loads server code. */
const onServer = ['--conditions=react-server']

/** Runs a worker and reads the JSON of its last line. */
async function worker<T>(file: string, args: string[], conditions: string[] = []): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [...conditions, '--import', 'tsx', file, ...args], {
    maxBuffer: 10_000_000,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T
}

/** A database for this work, dropped after it. */
async function withDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `bench_${process.pid}_${Date.now()}`
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await administer(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  try {
    return await work(url.href)
  } finally {
    await administer(`drop database if exists ${name} with (force)`)
  }
}

async function measureSize(report: Report, size: number, server: string | null, only: readonly Part[]): Promise<void> {
  const say = (what: string) =>
    console.error(`${new Date().toISOString().slice(11, 19)}  ${size.toLocaleString('en')} accounts: ${what}`)
  const databases = [null, ...(server ? [server] : [])]
  for (const database of databases) {
    const where = database ? 'PostgreSQL' : 'PGlite'
    const on = <T>(work: (url: string) => Promise<T>) => (database ? withDatabase(database, work) : work(''))
    const args = (url: string) => [String(size), ...(url ? [url] : [])]
    if (only.includes('queries')) {
      say(`queries on ${where}`)
      report.queries.push(await on(url => worker<QueryFigures>('server/cli/bench/queries.ts', args(url), onServer)))
    }
    if (only.includes('sync')) {
      say(`sync on ${where}`)
      report.sync.push(await on(url => worker<SyncFigures>('server/cli/bench/sync.ts', args(url), onServer)))
    }
    if (only.includes('browser')) {
      say(`browser on ${where}`)
      report.browser.push(await on(url => worker<BrowserFigures>('e2e/bench/browser.ts', [String(size), url])))
    }
    if (only.includes('rounds')) {
      say(`review rounds on ${where}`)
      report.rounds.push(await on(url => worker<RoundFigures>('server/cli/bench/rounds.ts', args(url), onServer)))
    }
  }
}

async function measureRecord(report: Report, rows: number, server: string | null): Promise<void> {
  for (const database of [null, ...(server ? [server] : [])]) {
    console.error(`A record of ${rows.toLocaleString('en')} rows on ${database ? 'PostgreSQL' : 'PGlite'}`)
    const ask = (url: string) =>
      worker<RecordFigures>('server/cli/bench/record.ts', [String(rows), ...(url ? [url] : [])], onServer)
    report.record.push(await (database ? withDatabase(database, ask) : ask('')))
  }
}

const pair = ({ p50, p95 }: { p50: number; p95: number }) => `${p50.toFixed(1)} / ${p95.toFixed(1)}`

function printQueries(report: Report): void {
  for (const { size, database, shapes, firstMs, afterChangeMs, rssMb } of report.queries) {
    console.log(
      table(
        `Queries at ${size.toLocaleString('en')} accounts on ${database}: ms, p50 / p95`,
        ['', 'rows', 'counts, not cached', 'rows, ten at a time'],
        shapes.map(({ name, rows, counts, ofTen }) => [name, pair(rows), pair(counts), pair(ofTen)]),
      ),
    )
    console.log(
      `first question after a start ${firstMs.toLocaleString('en')} ms · rows after a change ${pair(afterChangeMs)} ms · process ${rssMb} MB`,
    )
  }
}

function printRecord(report: Report): void {
  for (const { rows, database, questions } of report.record) {
    console.log(
      table(
        `A record of ${rows.toLocaleString('en')} rows on ${database}: ms, p50 / p95`,
        ['', 'ms'],
        questions.map(({ name, ms }) => [name, pair(ms)]),
      ),
    )
  }
}

function printRounds(report: Report): void {
  for (const { size, database, questions, works } of report.rounds) {
    const what = `A review round of ${size.toLocaleString('en')} items on ${database}`
    console.log(
      table(
        `${what}: ms, p50 / p95`,
        ['', 'ms'],
        questions.map(({ name, ms }) => [name, pair(ms)]),
      ),
    )
    console.log(
      table(
        what,
        ['', 's', 'longest wait of another request, ms', 'MB added'],
        works.map(({ name, seconds, waitMs, addedMb }) => [name, seconds, waitMs, addedMb]),
      ),
    )
  }
}

function printSync(report: Report): void {
  const rows = report.sync.flatMap(({ size, database, firstSync, steady, changed }) =>
    (
      [
        ['first sync', firstSync],
        ['nothing new', steady],
        ['1 % changed', changed],
      ] satisfies [string, SweepFigures][]
    ).map(([name, one]) => [
      `${size.toLocaleString('en')} on ${database}, ${name}`,
      one.seconds,
      one.accountsPerSecond,
      `${one.requests} (${one.leastRequests})`,
      one.rate429,
      one.written,
      one.loopP99Ms,
      one.peakRssMb,
    ]),
  )
  if (rows.length === 0) return
  const head = ['', 's', 'accounts/s', 'requests (least)', '429', 'rows written', 'event loop p99 ms', 'peak MB']
  console.log(table('Sync', head, rows))
}

function printBrowser(report: Report): void {
  if (report.browser.length === 0) return
  const name = (one: BrowserFigures) => `${one.size.toLocaleString('en')} on ${one.database}`
  console.log(
    table(
      'From a click, or the last key, to the second frame with all 25 rows: ms, p50 / p95, first of its kind',
      ['', 'sort', 'next page', 'facet', 'search, pause of 150 included'],
      report.browser.map(one => [
        name(one),
        ...[one.clicks.sort, one.clicks.nextPage, one.clicks.facet, one.clicks.search].map(
          click => `${pair(click)}, ${click.first ?? '–'}${click.missed > 0 ? `, ${click.missed} missed` : ''}`,
        ),
      ]),
    ),
  )
  console.log(
    table(
      'A sort beside background work: ms, p50 / p95',
      ['', 'no sweep', 'sweeps without a pause'],
      report.browser.map(one => [name(one), pair(one.background.without), pair(one.background.during)]),
    ),
  )
  console.log(
    table(
      'Command palette, to the second frame: ms, p50 / p95',
      ['', 'open', 'answer, pause of 100 included'],
      report.browser.map(one => [name(one), pair(one.palette.openMs), pair(one.palette.answerMs)]),
    ),
  )
  console.log(
    table(
      'Accounts screen, first visit: ms, p50 / p95',
      ['', 'first byte', 'rows painted', 'cache warm', 'hydrated', 'cache warm', 'layout shift'],
      report.browser.map(({ load, ...one }) => [
        name(one as BrowserFigures),
        pair(load.ttfbMs),
        pair(load.rowsMs.cold),
        pair(load.rowsMs.warm),
        pair(load.hydratedMs.cold),
        pair(load.hydratedMs.warm),
        load.shift.toFixed(4),
      ]),
    ),
  )
  console.log(
    table(
      'Start of the server',
      ['', 'empty, ms', 'full, ms', 'to first rows, ms', 'first sync, s'],
      report.browser.map(one => [
        name(one),
        one.coldStartMs.empty,
        one.coldStartMs.full,
        one.coldStartMs.firstRows,
        one.firstSyncSeconds,
      ]),
    ),
  )
  console.log(
    table(
      'Export of all accounts',
      ['', 'rows', 's', 'rows/s', 'MB added to the server'],
      report.browser.map(one => [
        name(one),
        one.export?.rows ?? null,
        one.export?.seconds ?? null,
        one.export?.rowsPerSecond ?? null,
        one.export?.addedMb ?? null,
      ]),
    ),
  )
  const weights = Object.entries(report.browser[0]?.weights ?? {})
  console.log(
    table(
      'A first visit until the network rests',
      ['', 'script, kB gzip', 'requests', 'HTML, kB'],
      weights.map(([screen, { scriptKb, requests, htmlKb }]) => [screen, scriptKb, requests, htmlKb]),
    ),
  )
}

async function main(): Promise<void> {
  const flags = readFlags()
  if (flags.help) return console.log(usage)
  if (flags.only.includes('browser')) await buildFresh()
  const postgres = process.env.DATABASE_URL ? null : await startPostgres()
  const server = process.env.DATABASE_URL ?? postgres?.url ?? null
  const report: Report = {
    machine: machine(),
    at: new Date().toISOString(),
    queries: [],
    sync: [],
    browser: [],
    rounds: [],
    record: [],
  }
  try {
    for (const size of flags.sizes) await measureSize(report, size, server, flags.only)
    if (flags.only.includes('record')) await measureRecord(report, flags.rows, server)
  } finally {
    await postgres?.stop()
  }
  if (flags.json) return console.log(JSON.stringify(report, null, 2))
  console.log(`\nReseller Console, ${report.at.slice(0, 10)}, on ${report.machine}`)
  printQueries(report)
  printSync(report)
  printBrowser(report)
  printRounds(report)
  printRecord(report)
}

try {
  await main()
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
