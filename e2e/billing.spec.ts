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
  await expect(rowFor(page, approved)).toHaveCount(0)

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
  await expect(colleague.getByRole('dialog', { name: /^Last verdict/ })).toContainText('The contract says own balance')
})

test('a flag that Telnyx changed since its approval is back in the queue', async ({
  asFinance: page,
  sandbox,
  take,
}) => {
  const account = take(one => one.status === 'enabled' && !one.rollup_billing)
  await page.goto(`/billing?q=${account.id}`)
  await page.getByRole('button', { name: `Approve ${account.organization_name}` }).click()
  await expect(rowFor(page, account)).toHaveCount(0)
  sandbox.mutate(account.id, { rollup_billing: true })
  await expect(rowFor(page, account)).toContainText('Changed since', { timeout: 40_000 })
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
