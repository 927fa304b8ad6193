import { expect, test } from './fixtures'

test('balances are added up per currency, and the shared balance of rollup accounts is never included', async ({
  asFinance: page,
  sandbox,
}) => {
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
