// `npm test`: everything. Types, lint, unit and integration tests on PGlite, the integration tests again on PostgreSQL, browser journeys.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startPostgres } from './postgres'

type Count = { passed: number; failed: number; skipped: number }
type Step = { name: string; seconds: number; count: Count | null; ok: boolean; note?: string }

const reports = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-reports-'))
const steps: Step[] = []
const stepMinutes = 30

function run(program: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env, NEXT_TELEMETRY_DISABLED: '1' },
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

async function step(
  name: string,
  work: () => Promise<boolean>,
  report?: { file: string; read: (text: string) => Count },
): Promise<boolean> {
  console.log(`\n── ${name}`)
  const started = Date.now()
  const ok = await work()
  const count = report && existsSync(report.file) ? report.read(readFileSync(report.file, 'utf8')) : null
  steps.push({ name, seconds: Math.round((Date.now() - started) / 1000), count, ok: ok && (!report || count !== null) })
  return ok
}

function readVitest(text: string): Count {
  const report = JSON.parse(text) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numFailedTestSuites: number
  }
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests }
}

function readPlaywright(text: string): Count {
  const { stats } = JSON.parse(text) as {
    stats: { expected: number; flaky: number; unexpected: number; skipped: number }
  }
  if (stats.flaky > 0) console.log(`${stats.flaky} browser tests passed at the second try only`)
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
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

/** Journeys that write and read everything; the others do not reach deeper into the database. */
const onBothDatabases = [
  'disable',
  'create',
  'channels',
  'billing',
  'export',
  'organization',
  'sign-in',
  'table',
  'views',
]

async function main(): Promise<void> {
  await step('types', async () => (await run(local('next'), ['typegen'])) && run(local('tsc'), ['--noEmit']))
  await step('lint', () => run(local('biome'), ['check']))
  await vitest('unit and integration on PGlite', [])
  const given = process.env.TEST_DATABASE_URL
  const postgres = given ? null : await startPostgres()
  const url = given ?? postgres?.url
  try {
    if (url)
      await vitest(`integration on PostgreSQL ${postgres?.version ?? ''}`.trim(), ['--project', 'node', 'server'], {
        TEST_DATABASE_URL: url,
      })
    else
      steps.push({
        name: 'integration on PostgreSQL',
        seconds: 0,
        count: null,
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

function summarize(): boolean {
  const total: Count = { passed: 0, failed: 0, skipped: 0 }
  console.log('\n── summary')
  for (const { name, seconds, count, ok, note } of steps) {
    const counted = count ? `${count.passed} passed, ${count.failed} failed` : (note ?? '')
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${`${seconds} s`.padStart(6)}  ${name}${counted && `: ${counted}`}`)
    total.passed += count?.passed ?? (ok && !note ? 1 : 0)
    total.failed += count ? count.failed + (!ok && count.failed === 0 ? 1 : 0) : ok ? 0 : 1
    total.skipped += count?.skipped ?? (note ? 1 : 0)
  }
  console.log(
    `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  )
  return steps.every(one => one.ok)
}

await main()
process.exit(summarize() ? 0 : 1)
