import type { Page } from '@playwright/test'
import { nothingFoundInBoth } from './axe'
import { expect, test } from './fixtures'
import { dialogOf, openDisableDialog, openFilter, openRound, showInTable, tabTo } from './steps'

const nobody = '00000000-0000-4000-8000-000000000000'

// A few rows have all that many have, and each costs seconds.
const screensOf = (search: string, user: string) => [
  '/',
  `/accounts?q=${search}&sort=-email`,
  '/accounts/new',
  '/accounts/import',
  `/channels?q=${search}`,
  '/channels/limits',
  `/billing?state=all&q=${search}`,
  '/organization?view=round',
  `/organization?q=${user}`,
  '/organization?view=groups&size=25',
  '/jobs',
  '/approvals',
  '/audit',
  '/security',
  '/settings/operators',
  '/settings/connection',
  '/settings/status',
]

const widerBy = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Adds up what moves on each page before somebody touches it. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0 })
    new PerformanceObserver(list => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) (window as unknown as { shift: number }).shift += entry.value
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** Looked at as somebody at a desk sees it, in both themes, and as wide as a phone. */
async function inspect(page: Page, screen: string): Promise<void> {
  await expect(page.getByRole('heading').first()).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  const shift = await page.evaluate(() => (window as unknown as { shift: number }).shift)
  expect(shift, `what moves while ${screen} loads`).toBeLessThanOrEqual(0.01)
  await nothingFoundInBoth(page, screen)
  await page.setViewportSize({ width: 375, height: 812 })
  expect(await widerBy(page), `${screen} is wider than a phone`).toBeLessThanOrEqual(0)
  await page.setViewportSize({ width: 1280, height: 860 })
}

test('axe finds no violation on any screen in either theme, and no screen is wider than a phone', async ({
  open,
  sandbox,
  noise,
}) => {
  noise.allow(/status of 40[34]/)
  test.setTimeout(240_000)
  const door = await open(null)
  await watchShifts(door)
  for (const screen of ['/sign-in', '/setup']) {
    await door.goto(screen)
    await inspect(door, screen)
  }
  const page = await open('owner')
  await watchShifts(page)
  const [account] = sandbox.accounts()
  const [word] = (account?.organization_name ?? '').split(' ')
  for (const screen of [
    ...screensOf(encodeURIComponent(word ?? ''), encodeURIComponent(sandbox.users()[0]?.email ?? '')),
    `/accounts/${account?.id}`,
    '/accounts?q=zzzz',
    '/no-such-page',
    `/accounts/${nobody}`,
  ]) {
    await page.goto(screen)
    await inspect(page, screen)
  }
  const support = await open('support')
  await watchShifts(support)
  expect((await support.goto('/billing'))?.status()).toBe(403)
  await expect(support.getByText('Your role cannot open this page')).toBeVisible()
  await inspect(support, 'a page that the role does not open')
})

test('axe finds no violation in open dialogs, menus and panels in either theme', async ({ open, sandbox, take }) => {
  test.setTimeout(240_000)
  const page = await open('owner')
  const account = take()
  const disable = await openDisableDialog(page, account)
  await nothingFoundInBoth(page, 'the disable dialog')
  await disable.getByRole('button', { name: 'Disable account' }).click()
  await expect(disable.getByText('Choose a reason.')).toBeVisible()
  await nothingFoundInBoth(page, 'the disable dialog with errors')

  const row = await showInTable(page, account)
  await row.getByRole('button', { name: /^Actions for/ }).click()
  await nothingFoundInBoth(page, 'the menu of a row')
  await page.getByRole('menuitem', { name: 'Change channel limit…' }).click()
  await dialogOf(page, `Change channel limit of ${account.organization_name}`)
  await nothingFoundInBoth(page, 'the channel limit dialog')

  await showInTable(page, account)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('button', { name: 'Pin Status to the left' }).click()
  await nothingFoundInBoth(page, 'the columns panel, with a pinned column')
  await page.getByRole('button', { name: 'Reset', exact: true }).click()
  await page.keyboard.press('Escape')
  await row.getByRole('button', { name: /^Preview / }).click()
  await expect(page.getByRole('complementary', { name: /^Preview of/ }).getByText('Notes')).toBeVisible()
  await page.getByLabel('Select all rows on this page').check()
  await nothingFoundInBoth(page, 'the preview beside the table, with a selection')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await openFilter(page, 'Status')
  await nothingFoundInBoth(page, 'a filter')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /Olivia Okafor/ }).click()
  await nothingFoundInBoth(page, 'the menu of the operator')
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
  await dialogOf(page, 'Keyboard shortcuts')
  await nothingFoundInBoth(page, 'the keyboard help')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await dialogOf(page, 'Command palette')
  await nothingFoundInBoth(page, 'the command palette')
  await page.getByRole('combobox', { name: 'Find or run' }).fill(account.email)
  // By its e-mail: the entry of the same name under "Recent accounts" disappears with the first letter.
  await page.getByRole('option', { name: account.email }).click()
  await expect(page.getByRole('option', { name: 'Disable…' })).toBeVisible()
  await nothingFoundInBoth(page, 'the actions for an account')

  await page.goto(`/accounts/${account.id}`)
  await page.getByRole('button', { name: 'Change custom pricing' }).click()
  await dialogOf(page, `Change custom pricing of ${account.organization_name}`)
  await nothingFoundInBoth(page, 'the pricing dialog')

  await page.goto('/billing')
  await openRound(page, 'A round to look at')
  await page.goto(`/billing?state=all&q=${account.id}`)
  await page
    .getByRole('button', { name: /^Question / })
    .first()
    .click()
  await expect(page.getByRole('dialog', { name: /^Question / })).toBeVisible()
  await nothingFoundInBoth(page, 'the review dialog')

  const user = sandbox.users().find(one => one.record_type === 'organization_sub_user')
  await page.goto(`/organization?user=${user?.id}`)
  await expect(page.getByRole('dialog').getByText('Read from Telnyx')).toBeVisible()
  await nothingFoundInBoth(page, 'the panel of a user')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Remove/ })
    .click()
  await expect(page.getByRole('dialog', { name: /^Remove/ })).toBeVisible()
  await nothingFoundInBoth(page, 'the remove dialog')

  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await nothingFoundInSecurity(page, account.id)

  await page.goto('/audit')
  await page.getByRole('row').nth(1).locator('td').first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await nothingFoundInBoth(page, 'an entry of the audit')
})

async function nothingFoundInSecurity(page: Page, accountId: string): Promise<void> {
  await page.goto('/security')
  await page.getByRole('button', { name: 'Change password…' }).click()
  await dialogOf(page, 'Change password')
  await nothingFoundInBoth(page, 'the password dialog')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Add passkey…' }).click()
  await dialogOf(page, 'Add a passkey')
  await nothingFoundInBoth(page, 'the passkey dialog')

  await page.goto('/settings/operators')
  await page.getByRole('button', { name: 'Invite operator…' }).click()
  await dialogOf(page, 'Invite operator')
  await nothingFoundInBoth(page, 'the invitation')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Actions for Sam Ferreira' }).click()
  await page.getByRole('menuitem', { name: 'Change role…' }).click()
  await dialogOf(page, 'Change role of Sam Ferreira')
  await nothingFoundInBoth(page, 'the role dialog')

  await page.goto(`/accounts/${accountId}`)
  await page.getByRole('button', { name: 'Reveal key…' }).click()
  await expect(page.getByRole('dialog', { name: /^Reveal key of / })).toBeVisible()
  await nothingFoundInBoth(page, 'the reveal dialog')
}

test('on a phone, the menu opens other screens and the disable dialog fits the display', async ({ open, take }) => {
  const page = await open('owner', { viewport: { width: 375, height: 812 } })
  await page.goto('/')
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('link', { name: 'Channels' }).click()
  await expect(page).toHaveURL(/\/channels$/)

  const one = take()
  await page.goto(`/accounts/${one.id}`)
  await page.getByRole('button', { name: 'Disable…' }).click()
  const dialog = await dialogOf(page, `Disable ${one.organization_name}`)
  expect(await widerBy(page), 'the disable dialog').toBeLessThanOrEqual(0)
  await expect(dialog.getByRole('button', { name: 'Disable account' })).toBeInViewport()
})

test('an account can be disabled with the keyboard alone, and the focus returns to where it was', async ({
  asSupport: page,
  sandbox,
  take,
}) => {
  const account = take()
  await page.goto('/accounts')
  await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'false')
  const search = page.getByRole('searchbox', { name: 'Search accounts' })
  await expect(async () => {
    await page.keyboard.press('/')
    await expect(search).toBeFocused({ timeout: 500 })
  }, 'keys are heard once the page is alive').toPass()
  await page.keyboard.type(account.email)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row')).toHaveCount(2)

  const toggle = page.getByRole('switch', { name: `${account.organization_name} is enabled` })
  await tabTo(page, toggle)
  await page.keyboard.press('Space')
  const dialog = await dialogOf(page, `Disable ${account.organization_name}`)
  await expect(dialog.getByLabel('Reason')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(toggle, 'the focus is back where the dialog was opened').toBeFocused()

  await page.keyboard.press('Space')
  await expect(dialog.getByLabel('Reason')).toBeFocused()
  await page.keyboard.type('Unpaid')
  await tabTo(page, dialog.getByLabel(/emergency calls/))
  await page.keyboard.press('Space')
  await tabTo(page, dialog.getByRole('button', { name: 'Disable account' }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('row').nth(1)).toContainText('Disabled')
  expect(sandbox.account(account.id)?.status).toBe('disabled')
  await expect(page.getByRole('switch')).toBeFocused()
})

test('keys move through rows, and no single key disables an account', async ({ asSupport: page, sandbox }) => {
  await page.goto('/accounts')
  await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'false')
  const focused = page.locator('tr:focus')
  await expect(async () => {
    await page.keyboard.press('j')
    await expect(focused).toHaveCount(1, { timeout: 500 })
  }, 'keys are heard once the page is alive').toPass()
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await expect(focused).toHaveCount(1)
  const before = sandbox.calls().filter(call => call.method === 'POST').length
  for (const key of ['d', 'x', 'Delete', 'e', ' ']) await page.keyboard.press(key)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(sandbox.calls().filter(call => call.method === 'POST')).toHaveLength(before)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/accounts\/[0-9a-f-]{36}$/)
  await page.goBack()
  await expect(page.getByRole('table')).toBeVisible()
  await page.keyboard.press('?')
  await dialogOf(page, 'Keyboard shortcuts')
})
