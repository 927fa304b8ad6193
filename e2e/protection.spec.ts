import { expect, test } from './fixtures'
import { dialogOf, fillDisable, openDisableDialog, showInTable } from './steps'

test('support cannot disable a protected account, and a manager must type its name', async ({
  asManager,
  asOwner,
  asSupport,
  sandbox,
  take,
}) => {
  const account = take()
  const openedBefore = await openDisableDialog(asOwner, account)
  await fillDisable(openedBefore)
  await asManager.goto(`/accounts/${account.id}`)
  await asManager.getByRole('button', { name: 'Protect…' }).click()
  const protect = await dialogOf(asManager, `Protect ${account.organization_name}`)
  await protect.getByRole('button', { name: 'Protect account' }).click()
  await expect(protect.getByText('Enter a reason.')).toBeVisible()
  await protect.getByLabel('Reason').fill('A hospital')
  await protect.getByRole('button', { name: 'Protect account' }).click()
  await expect(protect).toBeHidden()
  await expect(asManager.getByRole('main')).toContainText('A hospital')

  const row = await showInTable(asSupport, account)
  await expect(row.getByRole('switch')).toHaveCount(0)
  await row.getByRole('button', { name: 'What this status means' }).click()
  await expect(asSupport.getByText('only an owner or a manager can disable it')).toBeVisible()
  await asSupport.goto(`/accounts/${account.id}`)
  await expect(asSupport.getByRole('main')).toContainText('A hospital')
  await expect(asSupport.getByRole('button', { name: /^(Disable|Stop protecting)…$/ })).toHaveCount(0)

  await asManager.goto('/accounts?protected=yes')
  await expect(asManager.getByRole('link', { name: account.organization_name, exact: true })).toBeVisible()
  const dialog = await openDisableDialog(asManager, account)
  await fillDisable(dialog)
  await dialog.getByLabel(/to confirm/).fill('something else')
  await dialog.getByRole('button', { name: 'Disable account' }).click()
  await expect(dialog.getByText('Type its name exactly as shown above.')).toBeVisible()
  expect(sandbox.account(account.id)?.status).toBe('enabled')

  await openedBefore.getByRole('button', { name: 'Disable account' }).click()
  await expect(openedBefore.getByText('Somebody protected it while this dialog was open.')).toBeVisible()
  await openedBefore.getByLabel(/to confirm/).fill(account.organization_name)
  await openedBefore.getByRole('button', { name: 'Disable account' }).click()
  await expect(openedBefore).toBeHidden()
  expect(sandbox.account(account.id)?.status).toBe('disabled')
})

test('a change made outside the console is on the overview, in a filter and on the account until an operator marks it as seen', async ({
  asSupport: page,
  sandbox,
  take,
}) => {
  const account = take()
  // Once more in the mirror as it was before.
  await showInTable(page, account)
  sandbox.mutate(account.id, { managed_account_allow_custom_pricing: !account.managed_account_allow_custom_pricing })

  await page.goto('/')
  const line = page.getByRole('link', { name: /changed outside the console/ })
  await expect(line).toBeVisible({ timeout: 60_000 })
  await line.click()
  await page.getByRole('link', { name: account.organization_name, exact: true }).click()
  const [before, after] = account.managed_account_allow_custom_pricing ? ['Allowed', 'Off'] : ['Off', 'Allowed']
  await expect(page.getByText(`Custom pricing: ${before} → ${after}, first seen`)).toBeVisible()
  await page.getByRole('button', { name: 'Mark as seen' }).click()
  await expect(page.getByRole('button', { name: 'Mark as seen' })).toHaveCount(0)
  const change = page.getByRole('listitem').filter({ hasText: 'Changed outside the console' })
  await expect(change, 'it stays in the timeline').toContainText('Seen by Sam Ferreira')
  await page.goto(`/accounts?drifted=yes&q=${account.id}`)
  await expect(page.getByRole('link', { name: account.organization_name, exact: true })).toHaveCount(0)
})
