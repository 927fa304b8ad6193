import { expect, test } from './fixtures'

test('finance sees an account’s balance as a chart and a table, and support sees neither', async ({
  asFinance: page,
  asSupport,
  sandbox,
}) => {
  const account = sandbox.accounts().find(one => one.status === 'enabled' && !one.rollup_billing)
  if (!account) throw new Error('no account has an own balance')
  await page.goto(`/accounts/${account.id}`)
  const panel = page.getByRole('region', { name: 'Balance over time' })
  await panel.scrollIntoViewIfNeeded()
  const slider = panel.getByRole('slider', { name: /^Day of Own balance/ })
  await expect(slider).toHaveAttribute('aria-valuetext', /Balance [−\d]/)
  // A day earlier nothing was seen, and the chart says so.
  await slider.press('ArrowLeft')
  await expect(slider).toHaveAttribute('aria-valuetext', /Balance unknown/)
  await panel.getByRole('button', { name: 'Show as table' }).click()
  const rows = panel.getByRole('table').getByRole('row')
  await expect(rows.nth(1)).toContainText(account.balance.currency)
  await expect(rows.nth(2)).toContainText('Unknown')

  const own = await page.request.get(`/api/accounts/${account.id}/history`)
  expect(own.status()).toBe(200)
  await asSupport.goto(`/accounts/${account.id}`)
  await expect(asSupport.getByRole('region', { name: 'Timeline' })).toBeVisible()
  await expect(asSupport.getByRole('region', { name: 'Balance over time' })).toHaveCount(0)
  const refused = await asSupport.request.get(`/api/accounts/${account.id}/history`)
  expect(refused.status()).toBe(403)
})

test('finance reads totals as of today, and no totals of a day before the history begins', async ({
  asFinance: page,
}) => {
  await page.goto('/billing')
  const today = new Date().toISOString().slice(0, 10)
  const panel = page.getByRole('region', { name: 'Totals as of a day' })
  await panel.getByLabel('Totals as of', { exact: true }).fill(today)
  await expect(panel.getByRole('row', { name: /^Own balances in/ }).first()).toBeVisible()
  await panel.getByLabel('Totals as of', { exact: true }).fill('2020-01-01')
  await expect(panel.getByText('The history begins on')).toBeVisible()
  await expect(panel.getByRole('row', { name: /^Own balances in/ })).toHaveCount(0)
})
