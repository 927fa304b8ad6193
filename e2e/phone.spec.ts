import type { Page } from '@playwright/test'
import { demoPassword } from '../lib/operator'
import { nothingFoundInBoth } from './axe'
import { expect, test } from './fixtures'
import { enter } from './sign-in'
import { smallTargets } from './targets'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const rows = (page: Page) => page.locator('tr[data-row-id]')
const widerBy = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

test('on a phone, lists are cards, and accounts can be found, opened and changed in bulk by touch', async ({
  open,
}) => {
  const page = await open('manager', phone)
  for (const view of ['rollup', 'low']) {
    await page.goto(`/billing?view=${view}`)
    await expect(rows(page).first(), view).toBeVisible()
    expect(await widerBy(page), `${view} is wider than the phone`).toBeLessThanOrEqual(0)
  }
  for (const screen of ['/billing?view=own', '/channels', '/organization', '/audit', '/accounts']) {
    await page.goto(screen)
    const first = rows(page).first()
    await expect(first, screen).toBeVisible()
    const box = await first.boundingBox()
    expect(box?.y, `${screen}: its first row is near the top`).toBeLessThanOrEqual(220)
    expect(await widerBy(page), `${screen} is wider than the phone`).toBeLessThanOrEqual(0)
    await nothingFoundInBoth(page, `${screen} on a phone`)
  }

  await page.getByRole('button', { name: 'Filters', exact: true }).tap()
  await page.getByRole('button', { name: 'Status', exact: true }).and(page.locator('[aria-haspopup]')).tap()
  await page.getByRole('dialog', { name: 'Filter by status' }).getByLabel('Enabled').tap()
  await expect(page).toHaveURL(/status=enabled/)
  await page.getByRole('button', { name: 'Close filters' }).tap()
  await expect(page.getByRole('button', { name: 'Remove filter Status: Enabled' })).toBeVisible()

  const card = rows(page).first()
  await expect(card).toContainText('Enabled')
  // Its cells are still those of a table, whatever the styles make of them.
  await expect(page.getByRole('table', { name: 'Managed accounts' }).getByRole('row').first()).toBeVisible()
  const menu = card.getByRole('button', { name: /^Actions for/ })
  const { width = 0, height = 0 } = (await menu.boundingBox()) ?? {}
  expect(Math.min(width, height), 'a target for a finger').toBeGreaterThanOrEqual(44)
  await menu.tap()
  await page.getByRole('menuitem', { name: 'Preview' }).tap()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByText('Available credit')).toBeVisible()
  await sheet.getByRole('button', { name: /^Close/ }).tap()

  await page.getByRole('button', { name: 'Select', exact: true }).tap()
  await rows(page).nth(0).tap()
  await rows(page).nth(1).tap()
  const bar = page.getByRole('region', { name: 'Selection', exact: true })
  await expect(bar).toContainText('2 selected')
  await bar.getByRole('button', { name: 'Disable…' }).tap()
  const dialog = page.getByRole('dialog', { name: /^Disable 2 accounts/ })
  await expect(dialog).toBeVisible()
  const bottom = async () => {
    const box = await dialog.boundingBox()
    return Math.round((box?.y ?? 0) + (box?.height ?? 0))
  }
  await expect.poll(bottom, 'a sheet at the bottom').toBe(844)
  expect(await widerBy(page), 'the bulk dialog').toBeLessThanOrEqual(0)
})

test('on a phone every control of every screen is a target for a finger', async ({ open, sandbox }) => {
  test.setTimeout(180_000)
  const page = await open('owner', phone)
  const [account] = sandbox.accounts()
  const q = account?.email
  for (const screen of [
    '/',
    `/accounts?q=${q}`,
    `/accounts/${account?.id}`,
    '/accounts/new',
    '/accounts/import',
    `/channels?q=${q}`,
    '/channels/limits',
    `/billing?view=own&q=${q}`,
    '/organization?size=25',
    '/organization?view=groups&size=25',
    '/jobs',
    '/approvals',
    '/audit?size=25',
    '/security',
    '/settings/operators',
    '/settings/connection',
    '/settings/status',
  ]) {
    await page.goto(screen)
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    expect.soft(await smallTargets(page), screen).toEqual([])
  }
  await page.goto('/accounts')
  for (const [opener, title] of [
    ['Filters', 'Filters'],
    ['Menu', 'Menu'],
  ] as const) {
    await page.getByRole('button', { name: opener, exact: true }).tap()
    expect.soft(await smallTargets(page), title).toEqual([])
    await page.keyboard.press('Escape')
  }
})

test('by touch alone: an account is disabled, a round is decided, and the operator signs out', async ({
  open,
  sandbox,
  take,
}) => {
  // A separate session, because it ends here.
  const page = await open(null, phone)
  await enter(page, 'manager@demo.test', demoPassword)
  const account = take()
  await page.goto(`/accounts?q=${account.id}`)
  await rows(page)
    .first()
    .getByRole('button', { name: /^Actions for/ })
    .tap()
  await page.getByRole('menuitem', { name: 'Disable…' }).tap()
  const dialog = page.getByRole('dialog', { name: `Disable ${account.organization_name}` })
  await dialog.getByLabel('Reason').selectOption('Unpaid balance')
  await dialog.getByLabel(/emergency calls/).tap()
  expect(await smallTargets(page), 'the disable dialog').toEqual([])
  await dialog.getByRole('button', { name: 'Disable account' }).tap()
  await expect(dialog).toBeHidden()
  await expect(rows(page).first()).toContainText('Disabled')
  expect(sandbox.account(account.id)?.status).toBe('disabled')

  await page.goto('/billing')
  // Behind a button where another test has already opened a round.
  const opens = page.getByRole('button', { name: 'Open round…' }).first()
  const behind = page.getByRole('button', { name: 'Round', exact: true })
  await expect(opens.or(behind).first()).toBeVisible()
  if (await behind.isVisible()) await behind.tap()
  await opens.tap()
  const opening = page.getByRole('dialog', { name: 'Open round' })
  await opening.getByLabel('Name').fill('By touch')
  await opening.getByRole('button', { name: 'Open round' }).tap()
  await expect(opening).toBeHidden()
  const item = rows(page).first()
  await item.getByRole('button', { name: /^Approve / }).tap()
  await expect(item).toContainText('Approved')
  expect(await smallTargets(page), 'a review round').toEqual([])

  await page.getByRole('button', { name: 'Menu' }).tap()
  await page.getByRole('button', { name: /Marco Lindqvist/ }).tap()
  await page.getByRole('button', { name: 'Sign out' }).tap()
  await expect(page).toHaveURL(/\/sign-in/)
})
