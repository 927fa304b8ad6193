import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { type LoadFigures, timing, type Weight } from '../../server/cli/bench/figures'

const rounds = 10

/** First visits of the accounts screen, with nothing cached and with a warm cache of scripts. */
export async function measureLoads(browser: Browser, signedIn: BrowserContext, url: string): Promise<LoadFigures> {
  const storageState = await signedIn.storageState()
  const cold: Seen[] = []
  const warm: Seen[] = []
  const kept = await browser.newContext({ baseURL: url, storageState })
  for (let turn = 0; turn <= rounds; turn++) {
    const context = await browser.newContext({ baseURL: url, storageState })
    cold.push(await see(context, `/accounts?size=25&page=${1 + (turn % 4)}`))
    await context.close()
    warm.push(await see(kept, `/accounts?size=25&page=${1 + (turn % 4)}`))
  }
  await kept.close()
  // The first of each wakes the server, and fills the cache.
  const of = (all: Seen[], key: keyof Seen) => timing(all.slice(1).map(one => one[key]))
  return {
    ttfbMs: of(cold, 'firstByte'),
    rowsMs: { cold: of(cold, 'rows'), warm: of(warm, 'rows') },
    hydratedMs: { cold: of(cold, 'hydrated'), warm: of(warm, 'hydrated') },
    shift: Math.max(...cold.map(one => one.shift)),
  }
}

type Seen = { firstByte: number; rows: number; hydrated: number; shift: number }

async function see(context: BrowserContext, address: string): Promise<Seen> {
  const page = await context.newPage()
  // tsx wraps named functions in a helper that pages do not have.
  await page.addInitScript({ content: 'globalThis.__name ??= value => value' })
  await page.addInitScript(() => {
    const marks = { rows: 0, hydrated: 0, shift: 0 }
    Object.assign(window, { marks })
    const twoFrames = (key: 'rows' | 'hydrated') =>
      requestAnimationFrame(() => requestAnimationFrame(() => (marks[key] = performance.now())))
    // All rows are there, and React has taken over the last of them.
    const isHydrated = (row: Element | undefined) => row && Object.keys(row).some(key => key.startsWith('__reactProps'))
    const look = () => {
      const rows = [...document.querySelectorAll('tbody tr[data-row-id]')]
      if (marks.rows === 0 && rows.length >= 25) {
        marks.rows = -1
        twoFrames('rows')
      }
      if (isHydrated(rows.at(-1))) return twoFrames('hydrated')
      return setTimeout(look, 4)
    }
    look()
    new PerformanceObserver(list => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) marks.shift += entry.value
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto(address)
  const read = () => page.evaluate(() => (window as unknown as { marks: Omit<Seen, 'firstByte'> }).marks)
  await page.waitForFunction(() => (window as unknown as { marks: Seen }).marks.hydrated > 0)
  await page.waitForLoadState('networkidle')
  const firstByte = await page.evaluate(
    () => (performance.getEntriesByType('navigation') as PerformanceNavigationTiming[])[0]?.responseStart ?? 0,
  )
  const marks = await read()
  await page.close()
  return { firstByte, ...marks }
}

const screens = [
  '/',
  '/accounts',
  '/accounts/[id]',
  '/accounts/new',
  '/accounts/import',
  '/channels',
  '/billing',
  '/organization',
  '/jobs',
  '/approvals',
  '/audit',
  '/security',
  '/settings/operators',
  '/settings/connection',
  '/settings/status',
] as const

/** What a first visit of each screen loads until the network rests. */
export async function measureWeights(
  browser: Browser,
  signedIn: BrowserContext,
  url: string,
): Promise<Record<string, Weight>> {
  const answer = await signedIn.request.get('/api/accounts?size=25')
  const { rows } = (await answer.json()) as { rows: { id: string }[] }
  const storageState = await signedIn.storageState()
  const weights: Record<string, Weight> = {}
  for (const screen of screens) {
    const context = await browser.newContext({ baseURL: url, storageState })
    const page = await context.newPage()
    weights[screen] = await weigh(page, screen.replace('[id]', rows[0]?.id ?? ''))
    await context.close()
  }
  return weights
}

async function weigh(page: Page, address: string): Promise<Weight> {
  let requests = 0
  const scripts: Promise<number>[] = []
  page.on('response', response => {
    requests++
    if (response.request().resourceType() !== 'script') return
    scripts.push(response.body().then(body => gzipSync(body, { level: 9 }).length))
  })
  const document = await page.goto(address)
  const html = (await document?.body())?.length ?? 0
  await page.waitForLoadState('networkidle')
  const script = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0)
  return { scriptKb: Math.round(script / 1_000), requests, htmlKb: Math.round(html / 1_000) }
}
