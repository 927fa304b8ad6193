import { expect, type Page, test } from '@playwright/test'
import { startPostgres } from '../server/cli/postgres'
import { type Sandbox, startSandbox } from '../server/sandbox/server'
import { freePort } from './console'
import { InstalledConsole, install, nginxProgram, ownFolder, remove, run, startNginx } from './installed'
import { captureAction, dialogOf, fillDisable } from './steps'

// docs/operations.md from nothing to a signed-in owner, by a user without privileges, and two instances behind the proxy.
// Takes minutes: `npm run test:full` only.

test.skip(process.env.TEST_FULL !== '1', 'takes minutes: npm run test:full')
test.describe.configure({ mode: 'serial', timeout: 900_000 })
test.use({ ignoreHTTPSErrors: true })

const email = 'ada@reseller.example'
const password = 'seven grey herons over the weir'

let folder: string
let release: string
let sandbox: Sandbox

test.beforeAll(async () => {
  test.setTimeout(1_200_000)
  folder = ownFolder()
  const started = Date.now()
  release = await install(folder)
  note(`installed in ${since(started)} s`)
  sandbox = await startSandbox({ accounts: 40, latencyMs: 250, key: 'key-of-an-installed-console' })
  for (const account of sandbox.accounts()) sandbox.mutate(account.id, { status: 'enabled' })
})

test.afterAll(async () => {
  await sandbox?.close()
  if (folder) remove(folder)
})

const since = (started: number) => Math.round((Date.now() - started) / 1_000)
const note = (words: string) => console.log(`  ${words}`)

/** Settings for a Telnyx that is the sandbox, with less patience than usual. */
const hurried = () => ({
  TELNYX_BASE_URL: sandbox.url,
  SYNC_INTERVAL: '2',
  LIST_LAG: '2',
  DISABLE_GRACE: '0',
  CONSOLE_TEST: '1',
  CONSOLE_PATIENCE: '1,2,3/600',
})

async function becomeOwner(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByLabel('Your name').fill('Ada Vermeulen')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await page.getByRole('button', { name: 'Create the first owner' }).click()
  await expect(page.getByText('All set. Sign in with your new password.')).toBeVisible()
  await signIn(page)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** The documented secrets, in files of the user who runs the console. */
async function makeSecrets(databaseUrl: string): Promise<Record<string, string>> {
  const place = `${folder}/secrets`
  await run(
    `mkdir '${place}'; cd '${place}'; openssl rand -base64 32 > auth_secret; openssl rand -base64 32 > audit_key; echo '${databaseUrl}' > database_url; echo '${sandbox.key}' > telnyx_api_key`,
    folder,
  )
  const names = { TELNYX_API_KEY: '', AUTH_SECRET: '', AUDIT_KEY: '', DATABASE_URL: '' }
  return Object.fromEntries(Object.keys(names).map(name => [`${name}_FILE`, `${place}/${name.toLowerCase()}`]))
}

test('an installed console runs on the embedded database without anything else', async ({ page }) => {
  const started = Date.now()
  const port = await freePort()
  const given = { TELNYX_API_KEY: sandbox.key, APP_URL: `http://localhost:${port}`, TRUSTED_PROXIES: '0' }
  const secrets = { SECRETS_FILE: `${folder}/kept/secrets`, AUDIT_CHECKPOINTS: '' }
  const own = InstalledConsole.prepare(port, release, folder, { ...hurried(), ...given, ...secrets })
  try {
    await own.start()
    await becomeOwner(page, own.link)
    note(`embedded database: signed in after ${since(started)} s`)
  } finally {
    await own.stop()
  }
})

test('two instances on PostgreSQL behind nginx share the owner, the session and the job', async ({ page, context }) => {
  const postgres = await startPostgres()
  test.skip(!postgres || !nginxProgram, 'needs PostgreSQL and nginx')
  if (!postgres) return
  const started = Date.now()
  const port = await freePort()
  const settings = {
    ...hurried(),
    ...(await makeSecrets(postgres.url)),
    APP_URL: `https://localhost:${port}`,
  }
  const first = InstalledConsole.prepare(await freePort(), release, folder, settings)
  const second = InstalledConsole.prepare(await freePort(), release, folder, settings)
  const proxy = await startNginx(folder, port, [first, second])
  try {
    await first.start()
    expect(first.output, 'a secret of a file').not.toContain(sandbox.key)
    await becomeOwner(page, first.link)
    note(`PostgreSQL behind TLS: signed in after ${since(started)} s`)
    await second.start()
    expect(await first.command('doctor')).toMatch(/\b0 problems\b/)
    expect(await first.command('audit:verify')).toContain('The audit record is intact.')

    await test.step('either instance can carry out an action', async () => {
      const [account] = sandbox.accounts()
      await page.goto(`${proxy.url}/accounts/${account?.id}`)
      await page.getByLabel('New note').fill('from the page')
      const sent = await captureAction(page, () => page.getByRole('button', { name: 'Add note' }).click())
      const cookie = await cookies(page)
      for (const [name, one] of Object.entries({ first, second })) {
        const answer = await fetch(`http://127.0.0.1:${one.port}/accounts/${account?.id}`, {
          method: 'POST',
          headers: {
            ...{ cookie, origin: proxy.url, accept: 'text/x-component' },
            ...{ 'next-action': sent.action, 'content-type': 'text/plain;charset=UTF-8' },
          },
          body: JSON.stringify([{ accountId: account?.id, text: `from the ${name}` }, sent.tabOf]),
        })
        expect(answer.status, await answer.text()).toBe(200)
      }
      await page.reload()
      for (const text of ['from the page', 'from the first', 'from the second'])
        await expect(page.getByText(text).first()).toBeVisible()
    })

    await test.step('a job survives the end of one instance', async () => {
      await page.goto(`${proxy.url}/accounts?size=25`)
      await expect(page.getByRole('switch').first()).toBeVisible({ timeout: 60_000 })
      await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check()
      await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Disable…' }).click()
      const dialog = await dialogOf(page, 'Disable 25 accounts')
      await fillDisable(dialog)
      await dialog.getByLabel(/to confirm/).fill('25')
      await dialog.getByRole('button', { name: 'Disable 25 accounts' }).click()
      const disabled = () => sandbox.accounts().filter(account => account.status === 'disabled').length
      await expect.poll(disabled, { timeout: 60_000, intervals: [50] }).toBeGreaterThan(3)
      await first.stop('SIGKILL')
      expect(disabled(), 'in mid-job').toBeLessThan(25)
      await expect.poll(disabled, { timeout: 240_000 }).toBe(25)
      await expect(page.getByText('Finished', { exact: true })).toBeVisible({ timeout: 120_000 })
      const calls = sandbox.calls().filter(call => call.path.endsWith('/disable'))
      expect(new Set(calls.map(call => call.path)).size).toBe(25)
    })

    await test.step('a sign-out at one instance applies at the other', async () => {
      await first.start()
      const cookie = await cookies(page)
      const answers = async () => [
        (await first.get('/api/attention', { cookie })).status,
        (await second.get('/api/attention', { cookie })).status,
      ]
      expect(await answers()).toEqual([200, 200])
      await page.goto(`${proxy.url}/`)
      await page.getByRole('button', { name: /Ada Vermeulen/ }).click()
      await page
        .getByRole('button', { name: 'Sign out' })
        .or(page.getByRole('menuitem', { name: 'Sign out' }))
        .click()
      await expect(page.getByLabel('E-mail')).toBeVisible()
      expect(await answers()).toEqual([401, 401])
    })
  } finally {
    await context.close()
    await proxy.stop()
    await Promise.all([first.stop(), second.stop()])
    await postgres.stop()
  }
})

async function cookies(page: Page): Promise<string> {
  const all = await page.context().cookies()
  return all.map(({ name, value }) => `${name}=${value}`).join('; ')
}
