import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { dialogOf, openFilter } from './steps'

async function menuOf(page: Page, email: string) {
  const row = page.getByRole('row').filter({ hasText: email })
  await row.getByRole('button', { name: `Actions for ${email}` }).click()
  return row
}

test('an owner removes a user by typing the e-mail, and Telnyx no longer has the user', async ({
  asOwner: page,
  sandbox,
}) => {
  const user = sandbox.users().at(-1)
  if (!user) throw new Error('The sandbox has no users.')
  await page.goto(`/organization?q=${encodeURIComponent(user.email)}`)
  const row = await menuOf(page, user.email)
  await page.getByRole('menuitem', { name: 'Remove user…' }).click()
  const dialog = await dialogOf(page, `Remove ${user.email}`)
  await dialog.getByLabel('Reason').fill('Left the company')
  await dialog.getByLabel(/to confirm/).fill('somebody@else.example')
  await dialog.getByRole('button', { name: 'Remove user' }).click()
  await expect(dialog.getByText(`Type ${user.email} to confirm.`)).toBeVisible()
  expect(sandbox.users().some(one => one.id === user.id)).toBe(true)

  await dialog.getByLabel(/to confirm/).fill(user.email)
  await dialog.getByRole('button', { name: 'Remove user' }).click()
  await expect(dialog).toBeHidden()
  await expect(row).toHaveCount(0)
  expect(sandbox.users().some(one => one.id === user.id)).toBe(false)

  await page.goto('/audit?action=organization_user.remove')
  const entry = page.getByRole('row').filter({ hasText: user.email })
  await expect(entry).toContainText('Left the company')
  await expect(entry).toContainText('Done')
})

test('the owner of the organization cannot be removed, and support cannot remove any user', async ({
  asOwner,
  asSupport,
  sandbox,
}) => {
  const owner = sandbox.users().find(user => user.record_type === 'organization_owner')
  if (!owner) throw new Error('The sandbox has no owner.')
  await asOwner.goto(`/organization?q=${encodeURIComponent(owner.email)}`)
  const row = await menuOf(asOwner, owner.email)
  await expect(row.getByText('Owner', { exact: true })).toBeVisible()
  const remove = asOwner.getByRole('menuitem', { name: /^Remove user…/ })
  await expect(remove).toHaveAttribute('aria-disabled', 'true')
  await remove.click({ force: true })
  await expect(asOwner.getByRole('dialog', { name: /^Remove/ })).toHaveCount(0)

  await asSupport.goto(`/organization?q=${encodeURIComponent(owner.email)}`)
  await menuOf(asSupport, owner.email)
  await expect(asSupport.getByRole('menuitem', { name: 'Open details' })).toBeVisible()
  await expect(asSupport.getByRole('menuitem', { name: /Remove/ })).toHaveCount(0)
})

test('the roster filters by e-mail and status, and the address keeps both', async ({ asFinance: page, sandbox }) => {
  const disabled = sandbox.users().filter(user => user.user_status === 'disabled')
  await page.goto('/organization')
  await (await openFilter(page, 'Status')).getByLabel('Disabled').check()
  await expect(page).toHaveURL(/status=disabled/)
  await page.keyboard.press('Escape')
  const rows = page.getByRole('row').filter({ hasText: '@' })
  await expect(rows).toHaveCount(disabled.length)
  const [first] = disabled
  if (!first) throw new Error('The sandbox has no disabled user.')
  await page.getByRole('searchbox', { name: 'Search by e-mail' }).fill(first.email.slice(0, 8))
  await expect(rows.filter({ hasText: first.email })).toHaveCount(1)
  await page.reload()
  await expect(rows.filter({ hasText: first.email })).toHaveCount(1)

  await page.getByRole('link', { name: first.email }).click()
  const panel = await dialogOf(page, first.email)
  await expect(panel).toContainText('Read from Telnyx')
  await expect(page).toHaveURL(/user=/)
})

test('all three reports download with the right content and are recorded in the audit', async ({
  asOwner: page,
  sandbox,
}) => {
  const users = sandbox.users()
  const somebody = users[3]
  if (!somebody) throw new Error('The sandbox has no users.')
  await page.goto('/organization')
  for (const [item, ending, holds] of [
    ['All fields, for spreadsheets (CSV)', '.csv', /sso/i],
    ['Telnyx’s groups report (CSV)', '.csv', /user_status/],
    ['Telnyx’s groups report (JSON)', '.json', /"groups"/],
  ] as const) {
    await page.getByRole('button', { name: 'Download' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ])
    expect(download.suggestedFilename()).toContain(ending)
    const text = await readFile(await download.path(), 'utf8')
    expect(text).toMatch(holds)
    expect(text).toContain(somebody.email)
    await expect(page.getByText(`${download.suggestedFilename()} downloaded`).last()).toBeVisible()
  }
  await page.goto('/audit?action=organization_report.download')
  await expect(page.getByRole('row').filter({ hasText: 'Olivia Okafor' })).toHaveCount(3)
})

test('a change of users at Telnyx is new to an operator until they have looked at it', async ({
  asFinance: page,
  sandbox,
}) => {
  const user = sandbox.users().findLast(one => one.record_type === 'organization_sub_user')
  if (!user) throw new Error('The sandbox has no such user.')
  // A look is noted although the panel is closed before the answer.
  let close = () => {}
  const closed = new Promise<void>(resolve => {
    close = resolve
  })
  await page.route('**/organization', async route => {
    if (route.request().method() === 'POST') await closed
    await route.continue()
  })
  await page.goto('/organization')
  // What other tests changed.
  await page.getByRole('button', { name: /^Show (earlier )?changes/ }).click()
  const panel = await dialogOf(page, 'Changes of organization users')
  await expect(panel.getByText(/^(Earlier|Since you last looked|No change was noticed yet)/).first()).toBeVisible()
  await panel.getByRole('button', { name: 'Close' }).click()
  close()
  await expect(page.getByText('No changes since you last looked')).toBeVisible()

  await fetch(`${sandbox.url}/organizations/users/${user.id}/actions/remove`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.key}` },
  })
  await expect(page.getByRole('button', { name: 'Show changes' })).toBeVisible({ timeout: 45_000 })
  await page.getByRole('button', { name: 'Show changes' }).click()
  await expect(panel.getByRole('listitem').filter({ hasText: user.email })).toContainText('No longer listed by Telnyx')
  await panel.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('No changes since you last looked')).toBeVisible()
  await page.reload()
  await expect(page.getByText('No changes since you last looked')).toBeVisible()
})
