import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { readCsv } from '../server/testing/read-csv'
import { expect, test } from './fixtures'
import { dialogOf, openRound, tabTo } from './steps'

const rowOf = (page: Page, text: string): Locator => page.getByRole('row').filter({ hasText: text })

/** Chooses one of the states above the items. */
const choose = (page: Page, state: string) =>
  page
    .getByRole('radiogroup', { name: 'State' })
    .getByRole('radio', { name: new RegExp(`^${state}`) })
    .check()

test('finance decides a round by keyboard and in bulk, sees changes since, signs off and downloads the evidence', {
  tag: '@both',
}, async ({ asFinance: page, open, sandbox, take }) => {
  const changing = take(one => one.status === 'enabled' && !one.rollup_billing)
  await page.goto('/billing')
  await openRound(page, 'Flags of the journey')
  const items = page.locator('tr[data-row-id]')
  await expect(items.nth(3)).toBeVisible()
  const total = sandbox.accounts().length

  await page.keyboard.press('j')
  await expect(items.first()).toBeFocused()
  await page.keyboard.press('a')
  await expect(items.first()).toContainText('Approved')
  await expect(items.nth(1)).toBeFocused()
  await page.keyboard.press('q')
  const question = page.getByRole('dialog', { name: /^Question / })
  await question.getByRole('button', { name: 'Question item' }).click()
  await expect(question.getByLabel('Note')).toHaveAttribute('aria-invalid', 'true')
  await question.getByLabel('Note').fill('The contract says own balance')
  await question.getByRole('button', { name: 'Question item' }).click()
  await expect(question).toBeHidden()
  await expect(items.nth(1)).toContainText('Questioned')

  await items
    .nth(1)
    .getByRole('button', { name: /^Follow up/ })
    .click()
  const followUp = page.getByRole('dialog', { name: /^Follow up/ })
  await expect(followUp).toContainText('Account id:')
  await followUp.getByRole('button', { name: 'Mark as sent' }).click()
  await expect(followUp).toBeHidden()

  await page.getByRole('button', { name: /^Approve all \d+ open…$/ }).click()
  const bulk = page.getByRole('dialog', { name: /^Approve all/ })
  await bulk.getByRole('button', { name: /^Approve all/ }).click()
  await expect(bulk).toBeHidden()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(/\d+ items decided/)

  // Telnyx support changes a flag that is approved: the item is back.
  sandbox.mutate(changing.id, { rollup_billing: true })
  await choose(page, 'Changed since')
  await expect(rowOf(page, changing.organization_name)).toContainText('was Off', { timeout: 40_000 })
  await rowOf(page, changing.organization_name)
    .getByRole('button', { name: `Approve ${changing.organization_name}` })
    .click()
  await expect(rowOf(page, changing.organization_name)).toContainText('Approved')

  await page.getByRole('button', { name: 'Sign off…' }).click()
  const signOff = await dialogOf(page, 'Sign off Flags of the journey')
  const remark = signOff.getByLabel('Remark')
  await remark.fill('Reviewed with sales')
  await signOff.getByRole('button', { name: 'Sign off round' }).click()
  await expect(signOff).toBeHidden()
  await expect(page.getByText('Reviewed with sales')).toBeVisible()

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download evidence of Flags of the journey as CSV' }).first().click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^review-flags-of-the-journey-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.csv$/)
  const csv = await readFile(await file.path(), 'utf8')
  const rows = readCsv(csv)
  expect(rows.at(-2)?.slice(0, 2)).toEqual(['count', String(total)])
  const proof = createHash('sha256')
    .update(csv.slice(0, csv.lastIndexOf('sha256,')))
    .digest('hex')
  expect(rows.at(-1)?.[1]).toBe(proof)
  const verdicts = rows.slice(1, total + 1).map(row => row[4])
  expect(verdicts.filter(verdict => verdict === 'Questioned')).toHaveLength(1)
  expect(verdicts.filter(verdict => verdict === 'Approved')).toHaveLength(total - 1)

  // The account's page shows what was decided.
  const owner = await open('owner')
  await owner.goto(`/accounts/${changing.id}`)
  await expect(owner.getByRole('region', { name: 'Reviews' })).toContainText('Rollup billing On')
})

test('by keyboard alone: a round is opened, decided and signed off', async ({ asFinance: page }) => {
  await page.goto('/billing')
  await tabTo(page, page.getByRole('button', { name: 'Open round…' }).first())
  await page.keyboard.press('Enter')
  const opening = await dialogOf(page, 'Open round')
  await expect(opening.getByLabel('Name')).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Keys only')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Keys only' })).toBeVisible()
  const items = page.locator('tr[data-row-id]')
  await expect(items.nth(2)).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await expect(items.first()).toContainText('Approved')
  await page.keyboard.press('q')
  const question = page.getByRole('dialog', { name: /^Question / })
  await expect(question.getByLabel('Note')).toBeFocused()
  await page.keyboard.type('Not in the contract')
  await tabTo(page, question.getByRole('button', { name: 'Question item' }))
  await page.keyboard.press('Enter')
  await expect(items.nth(1)).toContainText('Questioned')
  await tabTo(page, page.getByRole('button', { name: 'Sign off…' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  const signOff = await dialogOf(page, 'Sign off Keys only')
  await expect(signOff.getByLabel('Remark')).toBeFocused()
  await page.keyboard.type('The rest next month')
  await tabTo(page, signOff.getByRole('button', { name: 'Sign off round' }))
  await page.keyboard.press('Enter')
  await expect(page.getByText('The rest next month')).toBeVisible()
})

test('two clicks at the same place decide one item, which stays in its place and can be undone', async ({
  asFinance: page,
}) => {
  await page.goto('/billing')
  await openRound(page, 'Two clicks')
  const row = page.locator('tr[data-row-id]').nth(1)
  await expect(row).toBeVisible()
  const name = await row.getByRole('link').first().textContent()
  const box = await row.getByRole('button', { name: /^Approve/ }).boundingBox()
  if (!box) throw new Error('There is no button.')
  const at = [box.x + box.width / 2, box.y + box.height / 2] as const
  await page.mouse.click(...at)
  await page.mouse.click(...at)
  const undo = row.getByRole('button', { name: /^Undo/ })
  await expect(undo).toBeEnabled()
  await expect(row).toContainText('Approved')
  await page.mouse.click(...at)
  await expect(page, 'nor does it open the account').toHaveURL(/\/billing/)
  await expect(row.getByRole('link').first()).toHaveText(name ?? '')
  await undo.click()
  await expect(row.getByRole('button', { name: /^Approve/ })).toBeEnabled()
  await expect(row).toContainText('Open')

  await page.goto('/billing?round=00000000-0000-4000-8000-000000000000')
  await expect(page.getByText('This link leads to no review round')).toBeVisible()
  await page.getByRole('button', { name: 'Show current round' }).click()
  await expect(row).toBeVisible()

  await page.setViewportSize({ width: 390, height: 800 })
  expect((await row.boundingBox())?.y, 'the rows are near the top').toBeLessThanOrEqual(280)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(
    true,
  )
})

test('an access review ends with two removals', async ({ asManager: page, sandbox }) => {
  await page.goto('/organization?view=round')
  await openRound(page, 'Access of the journey')
  const leavers = sandbox.users().filter(one => one.record_type === 'organization_sub_user')
  for (const user of leavers.slice(-2)) {
    await page.getByRole('searchbox', { name: 'Search users' }).fill(user.email)
    // Alone: the user may be in the unsearched list too, whose rows take no clicks once the search is on its way.
    await expect(page.locator('tr[data-row-id]')).toHaveText([new RegExp(user.email)])
    const row = rowOf(page, user.email)
    await row.getByRole('button', { name: `Mark ${user.email} for removal` }).click()
    const question = await dialogOf(page, `Mark for removal: ${user.email}`)
    await question.getByLabel('Note').fill('Left the company')
    await question.getByRole('button', { name: 'Mark for removal' }).click()
    await expect(question).toBeHidden()
    await row.getByRole('button', { name: `Remove user ${user.email}` }).click()
    const dialog = await dialogOf(page, `Remove ${user.email}`)
    await dialog.getByLabel('Reason').fill('Access review')
    await dialog.getByLabel(/to confirm/).fill(user.email)
    await dialog.getByRole('button', { name: 'Remove user' }).click()
    await expect(dialog).toBeHidden()
    expect(sandbox.users().some(one => one.id === user.id)).toBe(false)
  }
  await page.goto('/organization?view=round&state=questioned')
  for (const user of leavers.slice(-2)) await expect(rowOf(page, user.email)).toContainText('Removed')
})

test('a round holds only the accounts that the screen is searched for, and says so', async ({
  asFinance: page,
  take,
}) => {
  const account = take()
  await page.goto(`/billing?view=own&q=${account.id}`)
  await page.getByRole('tab', { name: /Review round/ }).click()
  await page.getByRole('button', { name: 'Open round…' }).first().click()
  const dialog = await dialogOf(page, 'Open round')
  await dialog.getByLabel('Name').fill('One account')
  await dialog.getByRole('radio', { name: `Accounts that match “${account.id}”` }).check()
  await expect(dialog.getByText('The round will hold 1 account.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Open round' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText(`Only accounts with Search: ${account.id}`)).toBeVisible()
  await expect(page.locator('tr[data-row-id]')).toHaveCount(1)
})
