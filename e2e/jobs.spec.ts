import type { Locator, Page } from '@playwright/test'
import type { Sandbox } from '../server/sandbox/server'
import { nothingFound } from './axe'
import type { TestConsole } from './console'
import { expect, test } from './fixtures'
import { dialogOf, fillDisable } from './steps'

const disabledIn = (sandbox: Sandbox) => sandbox.accounts().filter(account => account.status === 'disabled').length

/** A separate console, so that the job does not disturb other tests. */
async function stage(
  prepareSandbox: (options: { accounts: number; latencyMs?: number }) => Promise<Sandbox>,
  prepareConsole: (options: { sandbox: Sandbox; env: Record<string, string> }) => Promise<TestConsole>,
  options: { accounts: number; latencyMs?: number; grace: number },
): Promise<{ sandbox: Sandbox; site: TestConsole }> {
  const { grace, ...fleet } = options
  const sandbox = await prepareSandbox(fleet)
  for (const account of sandbox.accounts()) sandbox.mutate(account.id, { status: 'enabled' })
  // Calls of a killed server are looked up soon because of its heartbeat; by their age, it would be after the end of
  // the test.
  const hurried = { CONSOLE_TEST: '1', CONSOLE_PATIENCE: '1,2,3/600' }
  const site = await prepareConsole({ sandbox, env: { DISABLE_GRACE: String(grace), ...hurried } })
  await site.start()
  return { sandbox, site }
}

async function selectPage(page: Page): Promise<Locator> {
  await page.goto('/accounts?size=25')
  await expect(page.getByRole('switch').first()).toBeVisible({ timeout: 60_000 })
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check()
  const bar = page.getByRole('region', { name: 'Selection' })
  await expect(bar).toBeVisible()
  return bar
}

async function fillBulk(dialog: Locator, count: number): Promise<void> {
  await fillDisable(dialog)
  await dialog.getByLabel(/to confirm/).fill(String(count))
}

test('a job disables many accounts through a closed page and a killed server, with a result for each account', {
  tag: '@both',
}, async ({ prepareSandbox, prepareConsole, open, noise }) => {
  noise.allow(/status of 50\d/, /ERR_|Failed to (fetch|load)/)
  const { sandbox, site } = await stage(prepareSandbox, prepareConsole, { accounts: 12, latencyMs: 150, grace: 2 })
  const [already] = sandbox.accounts()
  sandbox.mutate(already?.id ?? '', { status: 'disabled' })
  const page = await open('manager', { site })
  // One alone first, through its seconds of grace.
  await page.goto('/accounts?status=enabled')
  const row = page.getByRole('row').nth(1)
  await expect(row.getByRole('switch')).toBeVisible({ timeout: 60_000 })
  await row.getByRole('switch').click()
  const one = page.getByRole('dialog', { name: /^Disable / })
  await fillDisable(one)
  await one.getByRole('button', { name: 'Disable account' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(/Disabling .+ in \d+ s/)
  await expect.poll(() => disabledIn(sandbox), { timeout: 30_000 }).toBe(2)

  const bar = await selectPage(page)
  await bar.getByRole('button', { name: 'Disable…' }).click()
  const dialog = await dialogOf(page, 'Disable 12 accounts')
  await expect(dialog).toContainText('10 will be disabled')
  await expect(dialog).toContainText('No change needed: It is already disabled.')
  await nothingFound(page, 'light', 'a bulk change')

  // Nothing starts before a person says why, for how many, and that nobody is left without emergency calls.
  await dialog.getByRole('button', { name: 'Disable 12 accounts' }).click()
  await expect(dialog.getByText('Choose a reason.')).toBeVisible()
  await expect(dialog.getByText('Confirm this to continue.')).toBeVisible()
  await expect(dialog.getByText('Type 12, the number of accounts.')).toBeVisible()
  await fillBulk(dialog, 12)
  await dialog.getByRole('button', { name: 'Disable 12 accounts' }).click()

  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}/)
  const address = page.url()
  await expect.poll(() => disabledIn(sandbox), { timeout: 60_000 }).toBeGreaterThan(3)
  await page.close()
  await site.stop('SIGKILL')
  await site.start()

  const again = await open('owner', { site })
  await expect.poll(() => disabledIn(sandbox), { timeout: 60_000 }).toBe(12)
  await again.goto(new URL(address).pathname)
  await expect(again.getByText('Finished', { exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(again.getByText('12 of 12 accounts processed')).toBeVisible()
  await expect(again.getByRole('row').filter({ hasText: 'Skipped' })).toHaveCount(2)
  await expect(again.getByRole('row').filter({ hasText: 'Done' })).toHaveCount(10)
  await nothingFound(again, 'light', 'the results of a job')
  const paths = sandbox.calls().flatMap(call => (call.path.endsWith('/disable') ? [call.path] : []))
  expect([paths.length, new Set(paths).size], 'one call for each account').toEqual([11, 11])
  expect(sandbox.violations()).toEqual([])
})

test('during the grace period a single and a bulk disable can be undone, and Telnyx receives neither', async ({
  prepareSandbox,
  prepareConsole,
  open,
}) => {
  const { sandbox, site } = await stage(prepareSandbox, prepareConsole, { accounts: 5, grace: 30 })
  const page = await open('manager', { site })
  await page.goto('/accounts')
  const row = page.getByRole('row').nth(1)
  await expect(row.getByRole('switch')).toBeVisible({ timeout: 60_000 })
  await row.getByRole('switch').click()
  const one = page.getByRole('dialog', { name: /^Disable / })
  await fillDisable(one)
  await one.getByLabel('Details').fill('Invoice 4711 is open')
  await one.getByRole('button', { name: 'Disable account' }).click()
  const countdown = row.getByText(/^Disabling in \d+ s$/)
  await expect(countdown).toBeVisible()
  const cut = countdown.evaluate(
    word => word.parentElement && word.parentElement.scrollWidth - word.parentElement.clientWidth,
  )
  expect(await cut, 'beside Undo').toBe(0)
  await page.reload()
  await row.getByRole('button', { name: 'Undo' }).click()
  await expect(row.getByText('Enabled', { exact: true })).toBeVisible()

  // What was typed is not typed twice: it is there again after Undo, and after a reload of the page.
  for (const again of ['after Undo', 'after a reload']) {
    await row.getByRole('switch').click()
    await expect(one.getByLabel('Details'), again).toHaveValue('Invoice 4711 is open')
    await expect(one.getByLabel('Reason')).toHaveValue('unpaid')
    await expect(one.getByLabel(/emergency calls/), 'what confirms is given again').not.toBeChecked()
    await page.reload()
    await expect(row.getByRole('switch')).toBeVisible()
  }

  const bar = await selectPage(page)
  await bar.getByRole('button', { name: 'Disable…' }).click()
  const many = await dialogOf(page, 'Disable 5 accounts')
  await fillBulk(many, 5)
  await many.getByRole('button', { name: 'Disable 5 accounts' }).click()
  await page.waitForURL(/\/jobs\//)
  await expect(page.getByText('Nothing has been sent yet')).toBeVisible()
  await nothingFound(page, 'light', 'a job in its seconds of grace')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Cancelled', { exact: true }), 'the job and its accounts').toHaveCount(6)
  await expect(page.getByRole('row').filter({ hasText: 'Cancelled' })).toHaveCount(5)
  expect(sandbox.calls().filter(call => call.method !== 'GET')).toEqual([])
})

test('above the owner’s limit another person approves a job, and exactly the approved change is made', {
  tag: '@both',
}, async ({ prepareSandbox, prepareConsole, open }) => {
  const { sandbox, site } = await stage(prepareSandbox, prepareConsole, { accounts: 6, grace: 0 })
  const owner = await open('owner', { site })
  await owner.goto('/approvals')
  await owner.getByRole('button', { name: 'Change approval limit…' }).click()
  const limit = await dialogOf(owner, 'Change approval limit')
  await limit.getByLabel('More than').fill('3')
  await limit.getByRole('button', { name: 'Change limit' }).click()
  await expect(owner.getByText(/would disable more than 3 accounts in 24 hours/)).toBeVisible()

  const manager = await open('manager', { site })
  const bar = await selectPage(manager)
  await bar.getByRole('button', { name: 'Disable…' }).click()
  const dialog = await dialogOf(manager, 'Disable 6 accounts')
  await expect(dialog.getByText('Approval required')).toBeVisible()
  await expect(dialog.getByText('Approval is required for more than 3 accounts in 24 hours.')).toBeVisible()
  await fillDisable(dialog)
  await dialog.getByLabel('Message to the approver').fill('The contract has ended')
  await dialog.getByRole('button', { name: 'Request approval' }).click()
  await manager.waitForURL(/\/approvals/)
  const toDecide = (page: Page) => page.getByRole('navigation', { name: 'Main' }).getByText('1 to decide')

  await owner.goto('/')
  await expect(toDecide(owner)).toBeAttached()
  await expect(toDecide(manager)).toHaveCount(0)
  await owner.getByRole('link', { name: /^Approval requested: disable managed accounts \(6 accounts\)/ }).click()
  const request = owner.getByRole('dialog', { name: /Disable managed accounts/ })
  await expect(request).toContainText('Unpaid balance')
  await expect(request).toContainText('6 of 6 accounts would be disabled now')
  for (const account of sandbox.accounts())
    await expect(request.getByRole('link', { name: account.organization_name })).toBeVisible()
  await nothingFound(owner, 'light', 'a request')
  await request.getByRole('button', { name: 'Approve' }).click()
  await expect(owner.getByRole('row').filter({ hasText: 'Approved' })).toBeVisible()
  await expect(toDecide(owner)).toHaveCount(0)
  expect(disabledIn(sandbox)).toBe(0)

  await manager.reload()
  await manager.getByRole('row').filter({ hasText: 'Approved' }).click()
  await manager.getByRole('button', { name: 'Disable 6 accounts' }).click()
  await manager.waitForURL(/\/jobs\//)
  await expect(manager.getByText('6 of 6 accounts processed')).toBeVisible({ timeout: 60_000 })
  expect(disabledIn(sandbox)).toBe(6)
})
