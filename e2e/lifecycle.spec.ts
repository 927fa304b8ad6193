import { statSync } from 'node:fs'
import path from 'node:path'
import { demoPassword } from '../lib/operator'
import type { SandboxAccount } from '../server/sandbox/server'
import { expect, test } from './fixtures'
import { signIn } from './sign-in'
import { fillDisable, openDisableDialog, showInTable } from './steps'

test.setTimeout(240_000)

function enabledOne(accounts: readonly SandboxAccount[]): SandboxAccount {
  const account = accounts.find(one => one.status === 'enabled')
  if (!account) throw new Error('The fleet has no enabled account.')
  return account
}

test('stopping and restarting the console keeps all data, also after a power cut', { tag: '@both' }, async ({
  prepareConsole,
  prepareSandbox,
  open,
  noise,
}) => {
  // Screens ask on while the console is away, and in the first moments of its start.
  noise.allow(/net::ERR_/, /\b503\b/)
  const sandbox = await prepareSandbox({ accounts: 12 })
  const site = await prepareConsole({ sandbox })
  await site.start()
  if (!site.databaseUrl)
    expect(statSync(path.join(site.dataDir, 'pglite')).mode & 0o077, 'others may not read the database').toBe(0)
  const page = await open('support', { site })
  const account = enabledOne(sandbox.accounts())
  const dialog = await openDisableDialog(page, account)
  await fillDisable(dialog, 'Contract ended')
  await dialog.getByRole('button', { name: 'Disable account' }).click()
  await expect(dialog).toBeHidden()

  // Sent, and the power goes before Telnyx has answered: settled after the restart.
  const cut = sandbox.accounts().find(one => one.status === 'enabled')
  if (!cut) throw new Error('The fleet has no second enabled account.')
  sandbox.setFaults([
    { method: 'POST', path: `/managed_accounts/${cut.id}/actions/disable`, effect: { hang: 'after' } },
  ])
  const second = await openDisableDialog(page, cut)
  await fillDisable(second)
  await second.getByRole('button', { name: 'Disable account' }).click()
  await expect(page.getByText('Disabling…').first()).toBeVisible()
  await expect.poll(() => sandbox.account(cut.id)?.status).toBe('disabled')
  await site.stop('SIGKILL')
  await site.start()
  const recovered = await showInTable(page, cut)
  await expect(recovered.getByText('Disabled', { exact: true })).toBeVisible({ timeout: 60_000 })
  expect(sandbox.calls().filter(call => call.path.includes(`${cut.id}/actions/disable`))).toHaveLength(1)

  const row = await showInTable(page, account)
  await expect(row.getByText('Disabled', { exact: true })).toBeVisible()
  expect(await site.metrics()).toContain('console_commands_total{action="account.disable"')
  expect(await site.stop('SIGTERM'), 'a stop ends in order').toBe(0)
  await expect(site.metrics(), 'the metrics stop too').rejects.toThrow()
  await site.start()
  // The sign-in holds too, and what was done is still on record.
  await page.goto(`/accounts/${account.id}`)
  await expect(page.getByRole('main')).toContainText('by Sam Ferreira')
  await expect(page.getByRole('main')).toContainText('Contract ended')
})

test('a second process on the same folder refuses to start, and the first keeps working', { tag: '@both' }, async ({
  prepareConsole,
  open,
}) => {
  const site = await prepareConsole()
  test.skip(site.databaseUrl !== null, 'PostgreSQL serves any number of processes.')
  await site.start()
  const refused = await site.startRefused({})
  expect(refused.code).toBe(1)
  expect(refused.output).toContain('is in use by another running console')
  expect(refused.output).toContain('set DATA_DIR to another folder')
  expect(refused.output).not.toContain('Ready')
  const page = await open('finance', { site })
  await page.goto('/accounts')
  await expect(page.getByRole('table')).toBeVisible()
})

test('a real console refuses a demo’s database, and a demo refuses a real one', async ({
  prepareConsole,
  prepareSandbox,
}) => {
  const sandbox = await prepareSandbox({ accounts: 5 })
  const demo = await prepareConsole({ sandbox })
  await demo.start()
  await demo.stop()
  const real = { CONSOLE_MODE: '', TELNYX_API_KEY: 'KEY0123456789ABCDEF_not-a-real-key', LOG_LEVEL: 'info' }
  const before = sandbox.calls().length
  const asReal = await demo.startRefused(real)
  expect(asReal.code).toBe(1)
  expect(asReal.output).toContain('This database belongs to the demo')
  expect(asReal.output).not.toContain(real.TELNYX_API_KEY)
  expect(sandbox.calls(), 'nothing is asked of Telnyx').toHaveLength(before)

  const own = await prepareConsole({ sandbox, mode: 'real' })
  await own.start()
  await expect.poll(() => own.log()).toContain('/setup?token=')
  await expect.poll(() => sandbox.calls().length, { timeout: 30_000 }).toBeGreaterThan(8)
  await own.stop()
  const asDemo = await own.startRefused({ CONSOLE_MODE: 'demo' })
  expect([asDemo.code, asDemo.output]).toEqual([1, expect.stringContaining('belongs to a real console')])

  const stranger = await prepareSandbox({ accounts: 5, seed: 2 })
  const foreign = await own.startRefused({ TELNYX_API_KEY: stranger.key, TELNYX_BASE_URL: stranger.url })
  expect(foreign.code).toBe(1)
  expect(foreign.output).toMatch(/was filled from .* but TELNYX_BASE_URL is/)
  expect(stranger.calls()).toEqual([])
})

test('while the first sync fails, no screen calls the fleet empty or counts it', async ({
  prepareConsole,
  prepareSandbox,
  open,
}) => {
  const sandbox = await prepareSandbox({ accounts: 3 })
  sandbox.setFaults([{ method: 'GET', path: '/managed_accounts', times: 'always', effect: { status: 503 } }])
  const site = await prepareConsole({ sandbox })
  await site.start()
  const page = await open('manager', { site })
  for (const screen of ['/', '/accounts', '/channels', '/billing?view=own']) {
    await page.goto(screen)
    await expect(page.getByText('The first sync with Telnyx failed, so no accounts are known yet.')).toBeVisible()
    await expect(page.getByRole('main').getByText('No accounts are known yet', { exact: true })).toBeVisible()
    await expect(page.getByText('0 accounts')).toHaveCount(0)
  }
  await expect(page.getByRole('tab', { name: 'Own balance' })).toHaveAccessibleName('Own balance')

  sandbox.clearFaults()
  await page.goto('/accounts')
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect(page.getByText('3 accounts')).toBeVisible()
})

test('a start with missing or malformed settings fails and names them', async ({ prepareConsole }) => {
  const site = await prepareConsole({ mode: 'real' })
  const { code, output } = await site.startRefused({
    TELNYX_API_KEY: '',
    APP_URL: 'http://console.example.com',
    AUTH_SECRET: 'short',
    TELNYX_BASE_URL: 'http://api.telnyx.com/v2',
  })
  expect(code).toBe(1)
  for (const name of [
    'TELNYX_API_KEY is missing',
    'APP_URL must be https',
    'AUTH_SECRET must have 32',
    'TELNYX_BASE_URL must be https',
  ])
    expect(output).toContain(name)
})

test('the printed link creates the first owner once, and demo operators cannot sign in to a real database', async ({
  prepareConsole,
  open,
  secret,
  noise,
}) => {
  // A server that stops answers 503 to the pages that are still open.
  noise.allow(/status of 401/, /net::ERR_/, /\b503\b/)
  const site = await prepareConsole({ mode: 'real' })
  await site.start()
  const link = /https?:\/\/\S+\/setup\?token=\S+/.exec(site.log())?.[0]
  if (!link) throw new Error('No set-up link was printed.')
  expect(site.log()).toContain(`Ready: ${site.url}`)
  const password = secret()

  const page = await open(null, { site })
  await page.goto('/setup?token=guessed')
  await expect(page.getByText('This set-up link is not valid')).toBeVisible()
  await page.goto(link)
  await page.getByLabel('Your name').fill('Ada Vermeulen')
  await page.getByLabel('E-mail').fill('Ada@Reseller.example')
  await page.getByLabel(/^Password/).fill('too short')
  await page.getByRole('button', { name: 'Create the first owner' }).click()
  await expect(page.getByText(/^Use 15 characters or more/)).toBeVisible()
  await page.getByLabel(/^Password/).fill(password)

  const late = await open(null, { site })
  await late.goto(link)
  await late.getByLabel('Your name').fill('Somebody Else')
  await late.getByLabel('E-mail').fill('else@reseller.example')
  await late.getByLabel(/^Password/).fill(secret())

  await page.getByRole('button', { name: 'Create the first owner' }).click()
  await expect(page.getByText('All set. Sign in with your new password.')).toBeVisible()
  await late.getByRole('button', { name: 'Create the first owner' }).click()
  await expect(late.getByText('This set-up link is no longer valid.')).toBeVisible()
  await late.goto(link)
  await expect(late.getByText('This set-up link is not valid')).toBeVisible()

  await signIn(page, 'ada@reseller.example', password)
  await page.goto('/audit')
  await expect(page.getByRole('row').filter({ hasText: 'Set up first owner' })).toBeVisible()
  await expect(page.getByText('Demo: invented accounts')).toHaveCount(0)

  // Even an operator of the demo who came into this database somehow.
  await site.stop()
  await site.query(
    `insert into operators (id, name, email, role, password_hash, demo, created_at)
     select gen_random_uuid(), 'Olivia Okafor', 'owner@demo.test', 'owner', password_hash, true, now() from operators`,
  )
  await site.start()
  expect(site.log().match(/\/setup\?token=/g), 'no second link').toHaveLength(1)
  await late.goto('/sign-in')
  for (const typed of [demoPassword, password]) {
    await late.getByLabel('E-mail').fill('owner@demo.test')
    await late.getByLabel(/^Password/).fill(typed)
    await late.getByRole('button', { name: 'Sign in' }).click()
    await expect(late.getByText('Wrong e-mail address or password.')).toBeVisible()
  }

  // Disabling an operator ends what they are in the middle of.
  const disable = "update operators set disabled_at = now() where email = 'ada@reseller.example'"
  if (!site.databaseUrl) await site.stop()
  await site.query(disable)
  if (!site.databaseUrl) await site.start()
  expect((await page.context().request.get(`${site.url}/api/accounts`)).status()).toBe(401)
  await page.goto('/accounts')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
})
