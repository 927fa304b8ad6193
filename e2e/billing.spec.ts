import type { Page } from '@playwright/test'
import type { SandboxAccount } from '../server/sandbox/server'
import { expect, test } from './fixtures'
import { dialogOf } from './steps'

const rowFor = (page: Page, account: SandboxAccount) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: account.organization_name, exact: true }) })

test('finance approves one rollup flag and questions another, by whom and when', async ({
  asFinance: page,
  open,
  take,
}) => {
  const approved = take(one => one.status === 'enabled' && one.rollup_billing)
  await page.goto(`/billing?q=${approved.id}`)
  await page.getByRole('button', { name: `Approve ${approved.organization_name}` }).click()
  await expect(rowFor(page, approved)).toContainText('Approved')

  const questioned = take(one => one.status === 'enabled' && one.rollup_billing)
  await page.goto(`/billing?q=${questioned.id}`)
  await page.getByRole('button', { name: `Question ${questioned.organization_name}` }).click()
  const dialog = await dialogOf(page, `Review rollup billing of ${questioned.organization_name}`)
  await dialog.getByRole('button', { name: 'Question flag' }).click()
  const note = dialog.getByLabel('Note')
  await expect(note).toHaveAttribute('aria-invalid', 'true')
  await note.fill('The contract says own balance')
  await dialog.getByRole('button', { name: 'Question flag' }).click()
  await expect(dialog).toBeHidden()

  const colleague = await open('owner')
  await colleague.goto(`/billing?state=all&q=${approved.id}`)
  await expect(rowFor(colleague, approved)).toContainText('Approved')
  await expect(rowFor(colleague, approved)).toContainText('Fatima Noor')
  await colleague.goto(`/billing?state=questioned&q=${questioned.id}`)
  await expect(rowFor(colleague, questioned)).toContainText('Questioned')
  await rowFor(colleague, questioned)
    .getByRole('button', { name: /Fatima Noor/ })
    .click()
  await expect(colleague.getByRole('dialog', { name: /^Last review/ })).toContainText('The contract says own balance')
})

test('two clicks on one place approve one account, which stays in its place and can be undone', async ({
  asFinance: page,
}) => {
  const count = async () => {
    const answer = await page.request.get('/api/billing?state=approved')
    return ((await answer.json()) as { rowCount: number }).rowCount
  }
  const before = await count()
  await page.goto('/billing')
  const rows = page.locator('tr[data-row-id]')
  await expect(rows.nth(2)).toBeVisible()
  const shown = await rows.locator('td:first-child').allTextContents()
  const names = async () => (await rows.locator('td:first-child').allTextContents()).slice(0, shown.length)
  const row = rows.nth(1)
  const box = await row.getByRole('button', { name: /^Approve/ }).boundingBox()
  if (!box) throw new Error('There is no button.')
  const at = [box.x + box.width / 2, box.y + box.height / 2] as const
  await page.mouse.click(...at)
  await page.mouse.click(...at)
  const undo = row.getByRole('button', { name: /^Undo/ })
  await expect(undo).toBeEnabled()
  await expect(row).toContainText('Approved')
  await page.mouse.click(...at)
  await expect(page, 'nor does it open the account').toHaveURL(/\/billing$/)
  await expect.poll(count).toBe(before + 1)
  // The list was read again and no longer has it; its neighbours stay where they are all the same.
  expect(await names()).toEqual(shown)

  await undo.click()
  await expect(row.getByRole('button', { name: /^Approve/ })).toBeEnabled()
  await expect(row).toContainText('Not reviewed')
  await expect.poll(count).toBe(before)
  expect(await names()).toEqual(shown)

  await page.setViewportSize({ width: 390, height: 800 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(
    true,
  )
})

test('a flag that Telnyx changed since its approval is back in the queue', async ({
  asFinance: page,
  sandbox,
  take,
}) => {
  const account = take(one => one.status === 'enabled' && !one.rollup_billing)
  await page.goto(`/billing?q=${account.id}`)
  await page.getByRole('button', { name: `Approve ${account.organization_name}` }).click()
  await expect(rowFor(page, account)).toContainText('Approved')
  sandbox.mutate(account.id, { rollup_billing: true })
  await expect(rowFor(page, account)).toContainText('Flag changed', { timeout: 40_000 })
})

test('balances are added up per currency and never over shared ones', async ({ asFinance: page, sandbox }) => {
  const counted = sandbox.accounts().filter(account => account.status !== 'cancelled')
  const currencies = [...new Set(counted.filter(one => !one.rollup_billing).map(one => one.balance.currency))]
  await page.goto('/billing')
  const main = page.getByRole('main')
  for (const currency of currencies) await expect(main.getByText(`Own balances in ${currency}`)).toBeVisible()
  await page.getByRole('tab', { name: /Rollup billing/ }).click()
  await expect(page).toHaveURL(/view=rollup/)
  await expect(page.getByRole('table', { name: 'Rollup billing' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Balance' })).toHaveCount(0)
  await page.getByRole('tab', { name: /Own balance/ }).click()
  await expect(page.getByRole('columnheader', { name: 'Balance', exact: true })).toBeVisible()
})
