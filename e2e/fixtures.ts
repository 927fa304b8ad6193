import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { demoPassword } from '../lib/operator'
import type { Role } from '../lib/permissions'
import { type Sandbox, type SandboxAccount, type SandboxOptions, startSandbox } from '../server/sandbox/server'
import { type ConsoleOptions, TestConsole } from './console'
import { keepStorage, Noise } from './noise'
import { evidenceFolder } from './run-folder'
import { enter } from './sign-in'

export { expect }

type StorageState = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>

/** Everything of one worker: a Telnyx, a console on it, and who is signed in. */
export type Stand = {
  sandbox: Sandbox
  site: TestConsole
  signIns: Map<Role, { state: StorageState; at: number }>
  /** An account that no other test of this worker touches. */
  take(fits?: (account: SandboxAccount) => boolean): SandboxAccount
}

type OpenOptions = {
  colorScheme?: 'light' | 'dark'
  viewport?: { width: number; height: number }
  hasTouch?: boolean
  isMobile?: boolean
  /** Another address than the worker's console, for strangers only. */
  url?: string
  /** Another console than the worker's. */
  site?: TestConsole
}

type TestFixtures = {
  /** Listens from beginning to end; says at the end what was wrong. */
  noise: Noise
  sandbox: Sandbox
  site: TestConsole
  take: Stand['take']
  /** A page of a fresh browser, signed in as the role, or as nobody with null. */
  open: (role: Role | null, options?: OpenOptions) => Promise<Page>
  stranger: Page
  asOwner: Page
  asManager: Page
  asSupport: Page
  asFinance: Page
  /** Another console for tests that stop theirs or need other settings. */
  prepareConsole: (options?: Partial<ConsoleOptions>) => Promise<TestConsole>
  prepareSandbox: (options?: SandboxOptions) => Promise<Sandbox>
  /** A value that must turn up nowhere: a password that a test types. */
  secret: () => string
}

export async function startTestSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  // Not in the usual format of a key, because the log removes that format anyway.
  const key = `e2e-${randomBytes(24).toString('base64url')}`
  const rateLimit = { limit: 1_000, windowSeconds: 1 }
  return startSandbox({ accounts: 60, checkContract: true, rateLimit, key, ...options })
}

/** Single accounts are read only after a whole sweep has succeeded. */
async function firstSync(sandbox: Sandbox): Promise<void> {
  const single = /^\/v2\/managed_accounts\/[0-9a-f-]{36}$/
  await expect.poll(() => sandbox.calls().some(call => single.test(call.path)), { timeout: 60_000 }).toBe(true)
}

/**
 * Its `goto` and `reload` resolve when the page handles clicks and keys. Before React has hydrated the page, it does
 * not, and a person would not be that fast.
 */
function waitingForScripts(page: Page): Page {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)]
  const areHydrated = () =>
    [...document.querySelectorAll('main :is(a, button, input, tr)')].every(element => {
      // As in app/early-input.tsx: React also marks elements of parts whose hydration it has begun and given up.
      type Fiber = { alternate: unknown; flags: number; return: Fiber | null }
      const key = Object.keys(element).find(one => one.startsWith('__reactFiber'))
      if (!key) return false
      let fiber: Fiber | null = (element as unknown as Record<string, Fiber>)[key] ?? null
      for (; fiber; fiber = fiber.return) if (!fiber.alternate && fiber.flags & 4098) return false
      return true
    })
  // Not by frames, which a journey may hold back.
  const heard = () => page.waitForFunction(areHydrated, undefined, { polling: 20 })
  page.goto = async (...where) => {
    const response = await goto(...where)
    await heard()
    return response
  }
  page.reload = async (...how) => {
    const response = await reload(...how)
    await heard()
    return response
  }
  return page
}

const typed = new Set<string>()

export function keepSecrets(sandbox: Sandbox, name: string): void {
  writeFileSync(
    path.join(evidenceFolder('secrets'), `${name}.json`),
    JSON.stringify([...new Set([...sandbox.secrets(), ...typed])]),
  )
}

const rolePage =
  (role: Role | null) =>
  async ({ open }: Pick<TestFixtures, 'open'>, use: (page: Page) => Promise<void>) =>
    use(await open(role))

export const test = base.extend<TestFixtures, { stand: Stand }>({
  stand: [
    async ({ browserName: _browser }, use, { workerIndex }) => {
      const name = `worker-${workerIndex}`
      const sandbox = await startTestSandbox()
      const site = await TestConsole.prepare(name, { sandbox })
      await site.start()
      await firstSync(sandbox)
      const taken = new Set<string>()
      const take: Stand['take'] = (fits = account => account.status === 'enabled') => {
        const account = sandbox.accounts().find(one => !taken.has(one.id) && fits(one))
        if (!account) throw new Error('The fleet has no such account left for this test.')
        taken.add(account.id)
        return account
      }
      const open = path.join(evidenceFolder('open'), name)
      writeFileSync(open, '')
      await use({ sandbox, site, take, signIns: new Map() })
      await site.close()
      keepSecrets(sandbox, name)
      await sandbox.close()
      rmSync(open)
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  noise: [
    async ({ stand: { site, sandbox } }, use, testInfo) => {
      const noise = new Noise()
      noise.watchConsole(site)
      noise.watchSandbox(sandbox)
      await use(noise)
      keepSecrets(sandbox, `worker-${testInfo.workerIndex}`)
      expect(noise.unexpected(), 'what nobody asked for while the test ran').toEqual([])
    },
    { auto: true },
  ],

  sandbox: async ({ stand }, use) => {
    await use(stand.sandbox)
    // What a test scripted ends with it.
    stand.sandbox.clearFaults()
    stand.sandbox.setVariants({ listLagMs: 0, duplicateEmail: '422-10012', secondDisable: '200', errorBodies: true })
  },
  site: ({ stand }, use) => use(stand.site),
  take: ({ stand }, use) => use(stand.take),

  // After `prepareConsole`, so that it ends before: a page whose console is gone complains.
  open: async ({ browser, stand, noise, prepareConsole: _ }, use, { workerIndex }) => {
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = []
    await use(async (role, { url, site = stand.site, ...options } = {}) => {
      const baseURL = url ?? site.url
      const kept = role && site === stand.site ? stand.signIns.get(role) : undefined
      // Signed in lately: some actions ask for a proof of the last five minutes.
      const state = kept && Date.now() - kept.at < 120_000 ? kept.state : undefined
      const context = await browser.newContext({ ...options, baseURL, ...(state && { storageState: state }) })
      contexts.push(context)
      await noise.watchBrowser(context)
      const page = waitingForScripts(await context.newPage())
      if (role && !state) {
        await enter(page, `${role}@demo.test`, demoPassword)
        if (site === stand.site) stand.signIns.set(role, { state: await context.storageState(), at: Date.now() })
      }
      return page
    })
    for (const context of contexts) {
      await keepStorage(context, `worker-${workerIndex}`)
      await context.close()
    }
  },

  stranger: rolePage(null),
  asOwner: rolePage('owner'),
  asManager: rolePage('manager'),
  asSupport: rolePage('support'),
  asFinance: rolePage('finance'),

  prepareConsole: async ({ noise, sandbox }, use, testInfo) => {
    const sites: TestConsole[] = []
    await use(async (options = {}) => {
      const site = await TestConsole.prepare(`extra-${testInfo.testId}-${sites.length}`, { sandbox, ...options })
      sites.push(site)
      noise.watchConsole(site)
      return site
    })
    for (const site of sites) await site.close()
  },

  prepareSandbox: async ({ noise }, use, testInfo) => {
    const sandboxes: Sandbox[] = []
    await use(async options => {
      const sandbox = await startTestSandbox(options)
      sandboxes.push(sandbox)
      noise.watchSandbox(sandbox)
      return sandbox
    })
    for (const [index, sandbox] of sandboxes.entries()) {
      keepSecrets(sandbox, `extra-${testInfo.testId}-${index}`)
      await sandbox.close()
    }
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from this pattern
  secret: ({}, use) =>
    use(() => {
      const value = `e2e ${randomBytes(12).toString('base64')}/+ß"&`
      typed.add(value)
      return value
    }),
})
