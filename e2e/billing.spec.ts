import { expect, test } from './fixtures'
import { dialogOf } from './steps'

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

test('finance sets thresholds of a currency and of an account, and the overview counts what is low by them', async ({
  asFinance: page,
  take,
}) => {
  const account = take(one => one.status === 'enabled' && !one.rollup_billing)
  const { currency } = account.balance
  const row = page.getByRole('row').filter({ hasText: account.organization_name })
  const setCurrency = async (amount: string) => {
    await page.getByRole('button', { name: 'Change thresholds…' }).click()
    const dialog = await dialogOf(page, 'Change thresholds')
    await dialog.getByLabel(`Threshold in ${currency}`).fill(amount)
    await dialog.getByRole('button', { name: 'Change thresholds' }).click()
    return dialog
  }
  // The balance has been read once the account is opened.
  await page.goto(`/accounts/${account.id}`)
  await expect(page.getByText('Below 10.00')).toBeVisible()
  await page.goto(`/billing?view=low&size=250`)
  const refused = await setCurrency('1,000')
  await expect(refused.getByText('Enter an amount such as 10')).toBeVisible()
  await refused.getByLabel(`Threshold in ${currency}`).fill('900000000')
  await refused.getByRole('button', { name: 'Change thresholds' }).click()
  await expect(refused).toBeHidden()
  await expect(row).toContainText('900,000,000')

  await row.getByRole('button', { name: /^Change low credit threshold/ }).click()
  const dialog = await dialogOf(page, `Change low credit threshold of ${account.organization_name}`)
  await dialog.getByLabel(/^Threshold in/).fill('-900000000')
  await dialog.getByRole('button', { name: 'Change threshold' }).click()
  await expect(dialog).toBeHidden()
  await expect(row).toHaveCount(0)
  await page.goto(`/accounts/${account.id}`)
  await expect(page.getByText('Set for this account')).toBeVisible()

  // Until all balances are known, the figure grows.
  await expect(async () => {
    await page.goto('/')
    const line = page.getByRole('main').getByRole('link', { name: /with low credit/ })
    const low = await line.getAttribute('data-figure')
    await line.click()
    await expect(page.getByRole('tab', { name: `Low credit ${low}` })).toBeVisible({ timeout: 5_000 })
  }).toPass({ timeout: 40_000 })
  await expect(await setCurrency('')).toBeHidden()
})
