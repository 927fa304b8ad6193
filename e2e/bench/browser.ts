// Worker of `npm run bench`: `tsx e2e/bench/browser.ts SIZE [DATABASE_URL]` prints one line of JSON.
import { createReadStream } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { type BrowserFigures, memoryOf, round, timing } from '../../server/cli/bench/figures'
import { findBrowser } from '../../server/cli/find-browser'
import { signIn } from '../sign-in'
import { type BenchConsole, benchConsole } from './console'
import { untilPainted } from './paint'

const size = Number(process.argv[2])
const databaseUrl = process.argv[3] || null
const rounds = 20
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
  // The loader of this file wraps named functions in a helper of its own, which pages do not have.
  await context.addInitScript({ content: 'globalThis.__name ??= value => value' })
  const page = await context.newPage()
  await signIn(page, email, password)
  const firstSyncSeconds = await untilSynced(page)
  await console_.stop()
  const full = await console_.start()
  const asked = performance.now()
  await page.request.get('/api/accounts')
  const firstRows = full + performance.now() - asked

  const load = await measureLoads(context)
  await page.goto('/accounts')
  await page.locator('tbody tr[data-row-id]').first().waitFor()
  await page.waitForLoadState('networkidle')
  const painted = await measurePaints(page)
  const exported = await measureExport(page, console_.pid())
  return {
    size,
    database: databaseUrl ? 'PostgreSQL' : 'PGlite',
    coldStartMs: { empty: Math.round(empty), full: Math.round(full), firstRows: Math.round(firstRows) },
    firstSyncSeconds,
    painted,
    load,
    export: exported,
    scriptKb: await measureScripts(browser, context, console_.url),
  }
}

async function untilSynced(page: Page): Promise<number> {
  const started = Date.now()
  for (;;) {
    const of = async <T>(path: string) => (await (await page.request.get(path)).json()) as T
    const { asOf } = await of<{ asOf: string | null }>('/api/accounts?size=25')
    const { total } = await of<{ total: number }>('/api/accounts/counts')
    if (asOf !== null && total >= size) return round((Date.now() - started) / 1_000, 1)
    if (Date.now() - started > 600_000) throw new Error('The first sync did not end.')
    await page.waitForTimeout(250)
  }
}

/** A settled screen before each deed: what was measured before must be over, neighbours must be there. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(250)
}

async function measurePaints(page: Page): Promise<BrowserFigures['painted']> {
  const sort: number[] = []
  const facet: number[] = []
  const nextPage: number[] = []
  const search: number[] = []
  const add = (samples: number[], value: number | null) => value !== null && samples.push(value)
  for (let turn = 0; turn < rounds; turn++) {
    await settled(page)
    const column = ['E-mail', 'Created', 'Pricing', 'Name'][turn % 4] ?? 'Name'
    add(sort, await untilPainted(page, { selector: 'thead th button', hasText: column }))
  }
  for (let turn = 0; turn < rounds; turn++) {
    await settled(page)
    add(nextPage, await untilPainted(page, { selector: 'nav[aria-label="Pages"] button[aria-label="Next page"]' }))
  }
  await page.goto('/accounts')
  await page.locator('tbody tr[data-row-id]').first().waitFor()
  await page
    .getByRole('button', { name: /^Status/ })
    .first()
    .click()
  for (let turn = 0; turn < rounds; turn++) {
    await settled(page)
    const value = ['Disabled', 'Blocked', 'Cancelled'][turn % 3] ?? 'Disabled'
    add(facet, await untilPainted(page, { selector: '[popover] label, [role=dialog] label', hasText: value }))
  }
  await page.goto('/accounts')
  await page.locator('tbody tr[data-row-id]').first().waitFor()
  for (let turn = 0; turn < rounds; turn++) {
    await settled(page)
    const type = ['harbor', 'te', 'silva', 'office', 'n', 'garcia', 'praxis', 'wang'][turn % 8] ?? 'te'
    add(search, await untilPainted(page, { selector: 'input[type=search]', type }))
  }
  return { sort: timing(sort), facet: timing(facet), nextPage: timing(nextPage), search: timing(search) }
}

async function measureLoads(context: BrowserContext): Promise<BrowserFigures['load']> {
  const ttfb: number[] = []
  const lcp: number[] = []
  const rows: number[] = []
  for (let turn = 0; turn < 10; turn++) {
    const page = await context.newPage()
    await page.addInitScript(() => {
      const marks = window as unknown as { rowsAt?: number; lcpAt?: number }
      new MutationObserver((_, observer) => {
        if (!document.querySelector('tbody tr[data-row-id]')) return
        observer.disconnect()
        requestAnimationFrame(() => setTimeout(() => (marks.rowsAt = performance.now())))
      }).observe(document, { childList: true, subtree: true })
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) marks.lcpAt = entry.startTime
      }).observe({ type: 'largest-contentful-paint', buffered: true })
    })
    await page.goto(`/accounts?sort=${turn % 2 ? '-' : ''}updated&page=${turn + 1}`)
    await page.waitForFunction(() => (window as unknown as { rowsAt?: number }).rowsAt !== undefined)
    await page.waitForLoadState('networkidle')
    const seen = await page.evaluate(() => {
      const marks = window as unknown as { rowsAt: number; lcpAt?: number }
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      return { ttfb: navigation?.responseStart ?? 0, lcp: marks.lcpAt ?? 0, rows: marks.rowsAt }
    })
    ttfb.push(seen.ttfb)
    lcp.push(seen.lcp)
    rows.push(seen.rows)
    await page.close()
  }
  return { ttfbMs: timing(ttfb), lcpMs: timing(lcp), rowsMs: timing(rows) }
}

/** The whole fleet as a file, as a person exports it. */
async function measureExport(page: Page, pid: number): Promise<BrowserFigures['export']> {
  await page.goto('/accounts')
  await page.locator('tbody tr[data-row-id]').first().waitFor()
  await settled(page)
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

/** What a first visit of each screen loads until it stands. */
async function measureScripts(
  browser: Browser,
  signedIn: BrowserContext,
  url: string,
): Promise<Record<string, number>> {
  const answer = await signedIn.request.get('/api/accounts?size=25')
  const { rows } = (await answer.json()) as { rows: { id: string }[] }
  const screens = [
    '/',
    '/accounts',
    `/accounts/${rows[0]?.id}`,
    '/accounts/new',
    '/channels',
    '/billing',
    '/organization',
    '/audit',
  ]
  const sizes: Record<string, number> = {}
  for (const screen of screens) {
    const context = await browser.newContext({ baseURL: url, storageState: await signedIn.storageState() })
    const page = await context.newPage()
    const bodies: Promise<number>[] = []
    page.on('response', response => {
      if (!response.url().includes('/_next/static/') || !response.url().includes('.js')) return
      bodies.push(response.body().then(body => gzipSync(body).length))
    })
    await page.goto(screen)
    await page.waitForLoadState('networkidle')
    const total = (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, 0)
    sizes[screen.replace(/[0-9a-f-]{36}/, '[id]')] = Math.round(total / 1_000)
    await context.close()
  }
  return sizes
}

console.log(JSON.stringify(await main()))
process.exit(0)
