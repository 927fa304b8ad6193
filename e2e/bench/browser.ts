// Worker of `npm run bench`: `tsx e2e/bench/browser.ts SIZE [DATABASE_URL]` prints one line of JSON.
import { createReadStream } from 'node:fs'
import { type Browser, chromium, type Page } from '@playwright/test'
import { type BrowserFigures, memoryOf, round, timing } from '../../server/cli/bench/figures'
import { findBrowser } from '../../server/cli/find-browser'
import { signIn } from '../sign-in'
import { type BenchConsole, benchConsole } from './console'
import { measureLoads, measureWeights } from './load'
import { measureClicks, measurePalette, timeSorts } from './paint'

const size = Number(process.argv[2])
const databaseUrl = process.argv[3] || null
const rounds = 25
const email = 'manager@demo.test'
const password = 'reseller-console-demo'

async function main(): Promise<BrowserFigures> {
  const console_ = await benchConsole(size, databaseUrl)
  const browser = await chromium.launch(findBrowser())
  try {
    return await measure(console_, browser)
  } finally {
    await browser.close()
    await console_.close()
  }
}

async function measure(console_: BenchConsole, browser: Browser): Promise<BrowserFigures> {
  const empty = await console_.start()
  const context = await browser.newContext({ baseURL: console_.url, viewport: { width: 1440, height: 900 } })
  // tsx wraps named functions in a helper that pages do not have.
  await context.addInitScript({ content: 'globalThis.__name ??= value => value' })
  const page = await context.newPage()
  await signIn(page, email, password)
  const firstSyncSeconds = await untilSynced(page)
  await console_.stop()
  const full = await console_.start()
  const asked = performance.now()
  await page.request.get('/api/accounts')
  const firstRows = full + performance.now() - asked

  const load = await measureLoads(browser, context, console_.url)
  await page.goto('/accounts')
  await page.locator('tbody tr[data-row-id]').first().waitFor()
  await page.waitForLoadState('networkidle')
  const clicks = await measureClicks(page, rounds)
  const palette = await measurePalette(page, rounds)
  const exported = await measureExport(page, console_.pid())
  return {
    size,
    database: databaseUrl ? 'PostgreSQL' : 'PGlite',
    coldStartMs: { empty: Math.round(empty), full: Math.round(full), firstRows: Math.round(firstRows) },
    firstSyncSeconds,
    clicks,
    palette,
    load,
    export: exported,
    weights: await measureWeights(browser, context, console_.url),
    background: {
      without: await sortsBeside(console_, page, 86_400),
      during: await sortsBeside(console_, page, 1),
    },
  }
}

/** Sorts after the first sweep of a start. The next sweep begins this many seconds after it. */
async function sortsBeside(console_: BenchConsole, page: Page, syncInterval: number) {
  await console_.stop()
  const started = Date.now()
  await console_.start({ SYNC_INTERVAL: String(syncInterval) })
  await untilSynced(page, started)
  return timing((await timeSorts(page, rounds)).filter(one => one !== null))
}

/** Until a sweep has ended after this time and the console has all accounts; returns the seconds. */
async function untilSynced(page: Page, since = 0): Promise<number> {
  const started = Date.now()
  for (;;) {
    const of = async <T>(path: string) => (await (await page.request.get(path)).json()) as T
    const { asOf } = await of<{ asOf: string | null }>('/api/accounts?size=25')
    const { total } = await of<{ total: number }>('/api/accounts/counts')
    if (asOf !== null && Date.parse(asOf) > since && total >= size) return round((Date.now() - started) / 1_000, 1)
    if (Date.now() - started > 600_000) throw new Error('The first sync did not end.')
    await page.waitForTimeout(250)
  }
}

async function measureExport(page: Page, pid: number): Promise<BrowserFigures['export']> {
  await page.goto('/accounts')
  await page.locator('tbody tr[data-row-id]').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Export' }).click()
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, memoryOf(pid)?.rss ?? 0)
  }, 20)
  try {
    // A sweep may be under way: what the console takes without the export does not count as the export's.
    await page.waitForTimeout(20_000)
    const before = most
    const downloading = page.waitForEvent('download', { timeout: 180_000 })
    const started = performance.now()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Export [\d,]+/ })
      .click()
    const file = await (await downloading).path()
    const seconds = (performance.now() - started) / 1_000
    const rows = (await countLines(file)) - 1
    return { rows, seconds: round(seconds), rowsPerSecond: Math.round(rows / seconds), addedMb: most - before }
  } finally {
    clearInterval(watch)
  }
}

async function countLines(file: string): Promise<number> {
  let lines = 0
  for await (const piece of createReadStream(file)) for (const byte of piece as Buffer) if (byte === 10) lines++
  return lines
}

console.log(JSON.stringify(await main()))
process.exit(0)
