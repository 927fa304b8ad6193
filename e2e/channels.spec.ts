import type { Page } from '@playwright/test'
import type { SandboxAccount } from '../server/sandbox/server'
import { expect, test } from './fixtures'

const editorOf = (page: Page, account: SandboxAccount) =>
  page.getByRole('dialog', { name: `Channel limit of ${account.organization_name}` })

async function openEditor(page: Page, account: SandboxAccount) {
  await page.goto(`/channels?q=${account.id}`)
  await page.getByRole('button', { name: `Change the channel limit of ${account.organization_name}` }).click()
  const editor = editorOf(page, account)
  await expect(editor).toBeVisible()
  return editor
}

test('a manager sets a limit in the table; Telnyx receives it, and the pool counts it as known', async ({
  asManager: page,
  sandbox,
  take,
}) => {
  const account = take()
  const editor = await openEditor(page, account)
  await expect(editor).toContainText('are free now')
  await editor.getByLabel('Global outbound channels').fill('17')
  await editor.getByLabel('Reason').fill('Second call centre')
  await editor.getByRole('button', { name: 'Save' }).click()
  await expect(editor).toBeHidden()
  const row = page.getByRole('row').filter({ hasText: account.organization_name })
  await expect(row).toContainText('17')
  await expect(row).toContainText('Set here')
  expect(sandbox.account(account.id)?.channel_limit).toBe(17)
  await page.goto('/channels?limit=known')
  await expect(page.getByRole('row').filter({ hasText: account.organization_name })).toContainText('17')
})

test('a limit beyond the pool is refused next to the field, by the console and by Telnyx', async ({
  asManager: page,
  sandbox,
  take,
}) => {
  const account = take()
  const editor = await openEditor(page, account)
  const field = editor.getByLabel('Global outbound channels')
  await field.fill('500000')
  await editor.getByRole('button', { name: 'Save' }).click()
  await expect(field).toHaveAttribute('aria-invalid', 'true')

  // What fits as far as the console knows, and not as far as Telnyx knows.
  sandbox.setFaults([
    {
      method: 'PATCH',
      path: `/managed_accounts/${account.id}/update_global_channel_limit`,
      effect: { status: 422, pointer: '/channel_limit', detail: 'Not enough channels are left in the pool.' },
    },
  ])
  await field.fill('12')
  await editor.getByRole('button', { name: 'Save' }).click()
  await expect(editor.getByText('Not enough channels are left in the pool.')).toBeVisible()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  expect(sandbox.account(account.id)?.channel_limit).toBe(account.channel_limit)

  await editor.getByRole('button', { name: 'Save' }).click()
  await expect(editor).toBeHidden()
  expect(sandbox.account(account.id)?.channel_limit).toBe(12)
})

test('a limit of 0 is set only after a confirmation', async ({ asManager: page, sandbox, take }) => {
  const account = take()
  await page.goto(`/accounts/${account.id}`)
  await page.getByRole('button', { name: 'Change channel limit' }).click()
  const dialog = page.getByRole('dialog', { name: `Change channel limit of ${account.organization_name}` })
  await dialog.getByLabel('Global outbound channels').fill('0')
  await dialog.getByRole('button', { name: 'Change channel limit' }).click()
  await expect(dialog.getByText(/^With 0 channels, no outbound calls go through.*Confirm this/)).toBeVisible()
  expect(sandbox.account(account.id)?.channel_limit).toBe(account.channel_limit)
  await dialog.getByLabel(/emergency calls/).check()
  await dialog.getByRole('button', { name: 'Change channel limit' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('main')).toContainText('0 (no outbound calls)')
  expect(sandbox.account(account.id)?.channel_limit).toBe(0)
})

test('support sees limits and the pool, and no button to change them', async ({ asSupport: page, take }) => {
  const account = take()
  await page.goto(`/channels?q=${account.id}`)
  await expect(page.getByRole('row').filter({ hasText: account.organization_name })).toBeVisible()
  await expect(page.getByText('Allocated').first()).toBeVisible()
  await expect(page.getByRole('button', { name: /Change the channel limit/ })).toHaveCount(0)
})
