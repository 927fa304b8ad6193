// `npm run screens`: pictures of every screen in both themes and three widths, from a new demo, into docs/screens (not in
// git) and docs/screenshot.png. Prints errors of the browser and what is wider than its window.
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { demoPassword } from '../../lib/operator'
import { buildFresh } from './build-fresh'
import { findBrowser } from './find-browser'

const folder = 'docs/screens'
/** The picture of the README. */
const shownFirst = 'accounts-light-1440.png'
const themes = ['light', 'dark'] as const
const sizes = [
  { width: 1440, height: 900 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
] as const

/** By name; a function finds the address of a thing that the demo has. */
const screens: Record<string, string | ((page: Page) => Promise<string>)> = {
  overview: '/',
  accounts: '/accounts',
  'accounts-disabled': '/accounts?status=disabled',
  'accounts-none': '/accounts?q=nothing-is-called-this',
  account: page => firstLink(page, '/accounts?status=disabled&sort=review', '/accounts/'),
  'accounts-new': '/accounts/new',
  'accounts-import': '/accounts/import',
  channels: '/channels',
  'channels-limits': '/channels/limits',
  billing: '/billing',
  'billing-own': '/billing?view=own',
  organization: '/organization',
  'organization-round': '/organization?view=round',
  jobs: '/jobs',
  job: page => firstLink(page, '/jobs', '/jobs/'),
  approvals: '/approvals',
  audit: '/audit',
  security: '/security',
  'settings-connection': '/settings/connection',
  'settings-operators': '/settings/operators',
  'settings-status': '/settings/status',
}

/** The first link on a screen to something with an id. */
async function firstLink(page: Page, screen: string, below: string): Promise<string> {
  await page.goto(screen)
  const link = page.locator(`main a[href^="${below}"]`).filter({ visible: true })
  const addresses = link.evaluateAll(all => all.map(one => one.getAttribute('href') ?? ''))
  await link.first().waitFor()
  return (await addresses).find(address => /[0-9a-f]{8}-[0-9a-f]{4}/.test(address)) ?? screen
}

function startDemo(dataDir: string, port: number): ChildProcess {
  const ports = { PORT: String(port), SANDBOX_PORT: String(port + 1) }
  const env = { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir, ...ports }
  const args = ['--import', 'tsx', 'server/cli/demo.ts']
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
}

/** Rejects when it ends before it is ready. */
function ready(demo: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    demo.stdout?.on('data', chunk => String(chunk).includes('Stop with Ctrl+C') && resolve())
    demo.once('exit', () => reject(new Error('The demo did not start.')))
  })
}

let complaints = 0

async function takePicture(page: Page, name: string, noise: string[]): Promise<void> {
  await page.locator('main').waitFor()
  // Polling never ends: a screen is complete when nothing is loading.
  await page
    .waitForFunction(() => !document.querySelector('[aria-busy="true"]'), null, { timeout: 10_000 })
    .catch(() => {
      noise.push('still loading after 10 s')
    })
  await page.evaluate(() => document.fonts.ready)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (over > 0) noise.push(`${over} px wider than its window`)
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
  for (const words of new Set(noise.splice(0))) {
    complaints += 1
    console.log(`${name}: ${words}`)
  }
}

type Look = { theme: (typeof themes)[number]; size: (typeof sizes)[number] }

async function takeAll(browser: Browser, state: State, { theme, size }: Look, baseURL: string): Promise<void> {
  const isPhone = size.width < 600
  const context = await browser.newContext({
    ...{ baseURL, storageState: state, viewport: size, colorScheme: theme, reducedMotion: 'reduce' },
    ...(isPhone && { isMobile: true, hasTouch: true }),
  })
  const page = await context.newPage()
  const noise: string[] = []
  page.on('console', message => message.type() === 'error' && noise.push(message.text()))
  page.on('pageerror', error => noise.push(error.message))
  for (const [name, where] of Object.entries(screens)) {
    await page.goto(typeof where === 'string' ? where : await where(page))
    await takePicture(page, `${name}-${theme}-${size.width}`, noise)
  }
  await context.clearCookies()
  await page.goto('/sign-in')
  await takePicture(page, `sign-in-${theme}-${size.width}`, noise)
  await context.close()
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>

async function signIn(browser: Browser, baseURL: string): Promise<State> {
  const context = await browser.newContext({ baseURL })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill('owner@demo.test')
  await page.getByLabel(/^Password/).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(url => url.pathname === '/')
  const state = await context.storageState()
  await context.close()
  return state
}

await buildFresh()
const started = Date.now()
const port = Number(process.env.PORT || 3900)
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-screens-'))
const demo = startDemo(dataDir, port)
const ended = new Promise(resolve => demo.once('exit', resolve))
try {
  await ready(demo)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch(findBrowser())
  const baseURL = `http://localhost:${port}`
  const state = await signIn(browser, baseURL)
  const looks = sizes.flatMap(size => themes.map(theme => ({ theme, size })))
  // Two at a time: more only wait for each other.
  const next = async (): Promise<void> => {
    const look = looks.shift()
    if (!look) return
    await takeAll(browser, state, look, baseURL)
    await next()
  }
  await Promise.all([next(), next()])
  await browser.close()
  copyFileSync(path.join(folder, shownFirst), 'docs/screenshot.png')
  console.log(
    `${(Object.keys(screens).length + 1) * themes.length * sizes.length} pictures in ${folder}, ${complaints} complaints, ${Math.round((Date.now() - started) / 1_000)} s`,
  )
} finally {
  demo.kill('SIGTERM')
  await ended
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit(complaints > 0 ? 1 : 0)
