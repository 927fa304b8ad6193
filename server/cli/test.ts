// `npm test`: everything, bounded; `npm run test:full` lifts the bounds of fuzz, kill, fault and model tests. Types, lint, unit and integration tests on PGlite, the integration tests again on PostgreSQL, browser journeys.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startPostgres } from './postgres'
import { listGoals, listTests, type NamedTest, readPlaywright, readVitest, type TestReport } from './test-reports'

type Step = { name: string; seconds: number; report: TestReport | null; ok: boolean; note?: string }

const reports = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-reports-'))
const steps: Step[] = []
const full = process.argv.includes('--full')
const stepMinutes = full ? 90 : 45
const unbounded: Record<string, string> = full ? { TEST_FULL: '1', FUZZ: 'full', MODEL_RUNS: '2000' } : {}

function run(program: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...unbounded, ...env, NEXT_TELEMETRY_DISABLED: '1' },
    })
    // A step that hangs is said to have failed: nobody should have to wait for the machine's own limit to read the rest.
    const limit = setTimeout(() => {
      console.log(`Stopped after ${stepMinutes} minutes.`)
      child.kill('SIGKILL')
    }, stepMinutes * 60_000)
    child.on('error', () => resolve(false))
    child.on('exit', code => {
      clearTimeout(limit)
      resolve(code === 0)
    })
  })
}

const local = (program: string) => path.join('node_modules', '.bin', program)

type Written = { file: string; read: (text: string) => TestReport }

/** Null when there is none that can be read: a run that was broken off may leave half of one. */
function readReport({ file, read }: Written): TestReport | null {
  if (!existsSync(file)) return null
  try {
    return read(readFileSync(file, 'utf8'))
  } catch (error) {
    console.log(`The report of this step could not be read: ${error instanceof Error ? error.message : error}`)
    return null
  }
}

async function step(name: string, work: () => Promise<boolean>, written?: Written): Promise<boolean> {
  console.log(`\n── ${name}`)
  const started = Date.now()
  const ok = await work()
  const report = written ? readReport(written) : null
  const seconds = Math.round((Date.now() - started) / 1000)
  steps.push({ name, seconds, report, ok: ok && (!written || report !== null) })
  return ok
}

function vitest(name: string, args: string[], env: Record<string, string> = {}) {
  const file = path.join(reports, `${name.replace(/\W+/g, '-')}.json`)
  const all = [
    'run',
    '--config',
    'server/testing/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  ]
  return step(name, () => run(local('vitest'), all, env), { file, read: readVitest })
}

function browser(name: string, env: Record<string, string> = {}, specs: string[] = []) {
  const file = path.join(reports, `${name.replace(/\W+/g, '-')}.json`)
  return step(
    name,
    () =>
      run(local('playwright'), ['test', '--config', 'e2e/playwright.config.ts', ...specs], {
        ...env,
        E2E_REPORT: file,
      }),
    {
      file,
      read: readPlaywright,
    },
  )
}

/** Takes the browser that is there; else asks Playwright for its own. */
async function ensureBrowser(): Promise<boolean> {
  const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  if (places.some(place => place && existsSync(place))) return true
  const { chromium } = await import('@playwright/test')
  if (existsSync(chromium.executablePath())) return true
  return run(local('playwright'), ['install', '--with-deps', 'chromium'])
}

/** What no database has a part in need not be shown twice. */
const withoutDatabase = ['server/sandbox/**', 'server/http/**', 'server/telnyx/!(rate|shared-budget).test.ts']

/**
 * Journeys for PostgreSQL too: where rows are locked by several connections (jobs, approvals, commands cut off by a kill), where its
 * dialect sorts, searches and filters, and where a second look must see what was written (a selection that is exported, a session that
 * ended). What only differs on the screen is the same on both.
 */
const onBothDatabases = ['--grep', '@postgres']

async function main(): Promise<void> {
  await step('types', async () => (await run(local('next'), ['typegen'])) && run(local('tsc'), ['--noEmit']))
  await step('lint', () => run(local('biome'), ['check']))
  await step('licences', () => run(local('tsx'), ['server/cli/licences.ts', '--check']))
  await vitest('unit and integration on PGlite', [])
  const given = process.env.TEST_DATABASE_URL
  const postgres = given ? null : await startPostgres()
  const url = given ?? postgres?.url
  try {
    if (url)
      await vitest(
        `integration on PostgreSQL ${postgres?.version ?? ''}`.trim(),
        ['--project', 'node', 'server', ...withoutDatabase.flatMap(pattern => ['--exclude', pattern])],
        { TEST_DATABASE_URL: url },
      )
    else
      steps.push({
        name: 'integration on PostgreSQL',
        seconds: 0,
        report: null,
        ok: !process.env.CI,
        note: 'skipped: no PostgreSQL server is installed',
      })
    if (await step('a browser', ensureBrowser)) {
      await browser('browser journeys on PGlite')
      if (url) await browser('browser journeys on PostgreSQL', { E2E_DATABASE_URL: url }, onBothDatabases)
    }
  } finally {
    await postgres?.stop()
    rmSync(reports, { recursive: true, force: true })
  }
}

/** Names what failed last of all: who reads only the end of the output has read that. */
function summarize(): boolean {
  const total = { passed: 0, failed: 0, skipped: 0 }
  const failures: { name: string; error: string }[] = []
  const flaky: { name: string; error: string }[] = []
  console.log('\n── summary')
  for (const { name, seconds, report, ok, note } of steps) {
    const counted = report ? `${report.passed} passed, ${report.failed} failed` : (note ?? '')
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${`${seconds} s`.padStart(6)}  ${name}${counted && `: ${counted}`}`)
    // A step may fail without a failed test: a type error, a rejection nobody waited for, a run that was broken off.
    const bare = !ok && (report?.failed ?? 0) === 0
    total.passed += report?.passed ?? (ok && !note ? 1 : 0)
    total.failed += (report?.failed ?? 0) + (bare ? 1 : 0)
    total.skipped += report?.skipped ?? (note ? 1 : 0)
    const named = ({ file, test, error }: NamedTest) => ({ name: `${name} › ${file} › ${test}`, error })
    failures.push(...(report?.failures ?? []).map(named))
    if (bare) failures.push({ name, error: 'No test of it failed: its own output above says why.' })
    flaky.push(...(report?.flaky ?? []).map(named))
  }
  const room = 20
  const lines = [
    ...listTests('passed at the second try only', flaky, Math.max(3, room - failures.length)),
    ...listTests('failed', failures, room),
  ]
  for (const line of [...listGoals(steps.flatMap(one => one.report?.ran ?? [])), ...lines]) console.log(line)
  console.log(
    `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  )
  return steps.every(one => one.ok)
}

await main()
process.exit(summarize() ? 0 : 1)
