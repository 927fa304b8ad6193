// `npm run bench`: measures the console with fleets of 1,000, 10,000 and 100,000 accounts. Tests decide on correctness;
// this only measures. Every part runs in separate processes, one after the other.
import { execFile } from 'node:child_process'
import { parseArgs, promisify } from 'node:util'
import { createDatabase } from '../../testing/postgres'
import { buildFresh } from '../build-fresh'
import { startPostgres } from '../postgres'
import { type BrowserFigures, machine, printTable } from './figures'
import type { QueryFigures } from './queries'
import type { RecordFigures } from './record'
import type { RoundFigures } from './rounds'
import type { SyncFigures } from './sync'

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

/** Runs a worker and reads the JSON of its last line. Every worker but the browser's loads server code. */
async function worker(part: Part, args: string[]): Promise<unknown> {
  const [script, conditions] =
    part === 'browser' ? ['e2e/bench/browser.ts', []] : [`server/cli/bench/${part}.ts`, ['--conditions=react-server']]
  const all = [...conditions, '--import', 'tsx', script, ...args]
  const { stdout } = await promisify(execFile)(process.execPath, all, { maxBuffer: 10_000_000 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

/** A database for this work, dropped after it. */
async function withDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const { url, drop } = await createDatabase(server, `bench_${process.pid}_${Date.now()}`)
  return work(url).finally(drop)
}

/** Measures these parts on PGlite, and then on PostgreSQL if there is a server. */
async function measure(report: Report, parts: readonly Part[], size: number, server: string | null): Promise<void> {
  for (const database of [null, ...(server ? [server] : [])]) {
    for (const part of parts) {
      const time = new Date().toISOString().slice(11, 19)
      console.error(`${time}  ${part} of ${size.toLocaleString('en')} on ${database ? 'PostgreSQL' : 'PGlite'}`)
      const run = (...url: string[]) => worker(part, [String(size), ...url])
      const figures: unknown[] = report[part]
      figures.push(await (database ? withDatabase(database, run) : run()))
    }
  }
}

const pair = ({ p50, p95 }: { p50: number; p95: number }) => `${p50.toFixed(1)} / ${p95.toFixed(1)}`

function printQueries(report: Report): void {
  for (const { size, database, shapes, firstMs, afterChangeMs, rssMb } of report.queries) {
    printTable(
      `Queries at ${size.toLocaleString('en')} accounts on ${database}: ms, p50 / p95`,
      ['', 'rows', 'counts, not cached', 'rows, ten at a time'],
      shapes.map(({ name, rows, counts, ofTen }) => [name, pair(rows), pair(counts), pair(ofTen)]),
    )
    console.log(
      `first question after a start ${firstMs.toLocaleString('en')} ms · rows after a change ${pair(afterChangeMs)} ms · process ${rssMb} MB`,
    )
  }
}

function printQuestions(title: string, questions: RecordFigures['questions']): void {
  const rows = questions.map(({ name, ms }) => [name, pair(ms)])
  printTable(`${title}: ms, p50 / p95`, ['', 'ms'], rows)
}

function printRecord(report: Report): void {
  for (const { rows, database, questions } of report.record) {
    printQuestions(`A record of ${rows.toLocaleString('en')} rows on ${database}`, questions)
  }
}

function printRounds(report: Report): void {
  for (const { size, database, questions, works } of report.rounds) {
    const what = `A review round of ${size.toLocaleString('en')} items on ${database}`
    printQuestions(what, questions)
    printTable(
      what,
      ['', 's', 'longest wait of another request, ms', 'MB added'],
      works.map(({ name, seconds, waitMs, addedMb }) => [name, seconds, waitMs, addedMb]),
    )
  }
}

function printSync(report: Report): void {
  const rows = report.sync.flatMap(({ size, database, firstSync, steady, changed }) => {
    const sweeps = { 'first sync': firstSync, 'nothing new': steady, '1 % changed': changed }
    return Object.entries(sweeps).map(([name, one]) => [
      `${size.toLocaleString('en')} on ${database}, ${name}`,
      one.seconds,
      one.accountsPerSecond,
      `${one.requests} (${one.leastRequests})`,
      one.rate429,
      one.written,
      one.loopP99Ms,
      one.peakRssMb,
    ])
  })
  if (rows.length === 0) return
  const head = ['', 's', 'accounts/s', 'requests (least)', '429', 'rows written', 'event loop p99 ms', 'peak MB']
  printTable('Sync', head, rows)
}

function printBrowser({ browser }: Report): void {
  if (browser.length === 0) return
  type Cells = (string | number | null)[]
  const print = (title: string, head: string[], cells: (one: BrowserFigures) => Cells) => {
    const rows = browser.map(one => [`${one.size.toLocaleString('en')} on ${one.database}`, ...cells(one)])
    printTable(title, ['', ...head], rows)
  }
  print(
    'From a click, or the last key, to the second frame with all 25 rows: ms, p50 / p95, first of its kind',
    ['sort', 'next page', 'facet', 'search, pause of 150 included'],
    ({ clicks }) =>
      [clicks.sort, clicks.nextPage, clicks.facet, clicks.search].map(
        click => `${pair(click)}, ${click.first ?? '–'}${click.missed > 0 ? `, ${click.missed} missed` : ''}`,
      ),
  )
  print('A sort beside background work: ms, p50 / p95', ['no sweep', 'sweeps without a pause'], ({ background }) => [
    pair(background.without),
    pair(background.during),
  ])
  print(
    'Command palette, to the second frame: ms, p50 / p95',
    ['open', 'answer, pause of 100 included'],
    ({ palette }) => [pair(palette.openMs), pair(palette.answerMs)],
  )
  print(
    'Accounts screen, first visit: ms, p50 / p95',
    ['first byte', 'rows painted', 'cache warm', 'hydrated', 'cache warm', 'layout shift'],
    ({ load: { ttfbMs, rowsMs, hydratedMs, shift } }) => [
      ...[ttfbMs, rowsMs.cold, rowsMs.warm, hydratedMs.cold, hydratedMs.warm].map(pair),
      shift.toFixed(4),
    ],
  )
  print(
    'Start of the server',
    ['empty, ms', 'full, ms', 'to first rows, ms', 'first sync, s'],
    ({ coldStartMs, firstSyncSeconds }) => [
      ...[coldStartMs.empty, coldStartMs.full, coldStartMs.firstRows],
      firstSyncSeconds,
    ],
  )
  print('Export of all accounts', ['rows', 's', 'rows/s', 'MB added to the server'], one => {
    const { rows = null, seconds = null, rowsPerSecond = null, addedMb = null } = one.export ?? {}
    return [rows, seconds, rowsPerSecond, addedMb]
  })
  printTable(
    'A first visit until the network rests',
    ['', 'script, kB gzip', 'requests', 'HTML, kB'],
    Object.entries(browser[0]?.weights ?? {}).map(([screen, { scriptKb, requests, htmlKb }]) => {
      return [screen, scriptKb, requests, htmlKb]
    }),
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
    const ofFleets = flags.only.filter(part => part !== 'record')
    for (const size of flags.sizes) await measure(report, ofFleets, size, server)
    if (flags.only.includes('record')) await measure(report, ['record'], flags.rows, server)
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
