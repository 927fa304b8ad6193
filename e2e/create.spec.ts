import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

async function fillCreate(page: Page, name: string, email: string): Promise<void> {
  await page.goto('/accounts/new')
  await page.getByLabel('Business name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('radio', { name: /Own balance/ }).check()
}

const create = (page: Page) => page.getByRole('button', { name: 'Create account' }).click()

test('a manager creates an account with a generated password, hands it over once, and Telnyx has it', async ({
  asManager: page,
  sandbox,
}) => {
  await page.goto('/accounts')
  await page.getByRole('link', { name: 'New account' }).click()
  await create(page)
  await expect(page.getByText('Enter the business name.')).toBeVisible()
  await expect(page.getByText('Choose who pays.')).toBeVisible()

  await page.getByLabel('Business name').fill('Größe & Söhne Telefonie')
  await page.getByLabel('E-mail').fill('Buero@Groesse-Soehne.example')
  await page.getByRole('button', { name: 'Generate' }).click()
  const password = await page.getByLabel('Password', { exact: true }).inputValue()
  expect(password.length).toBeGreaterThanOrEqual(16)
  await expect(page.getByText('Strong')).toBeVisible()
  await page.getByRole('radio', { name: /Rollup billing/ }).check()
  await expect(page.getByText('This cannot be changed later: only Telnyx support can.')).toBeVisible()
  await page.getByLabel('Allow custom pricing').check()
  await create(page)

  await expect(page.getByText('Größe & Söhne Telefonie was created')).toBeVisible()
  const handOver = page.getByRole('main')
  await expect(handOver).toContainText(password)
  await expect(handOver).toContainText('buero@groesse-soehne.example')
  const created = sandbox.accounts().find(account => account.email === 'buero@groesse-soehne.example')
  expect(created).toMatchObject({
    organization_name: 'Größe & Söhne Telefonie',
    rollup_billing: true,
    managed_account_allow_custom_pricing: true,
    status: 'enabled',
  })
  const sent = sandbox.calls().filter(call => call.method === 'POST' && call.path === '/v2/managed_accounts')
  expect(sent.at(-1)?.body).toMatchObject({ password })

  await page.getByRole('link', { name: 'Open the account' }).click()
  await expect(page).toHaveURL(`/accounts/${created?.id}`)
  await expect(page.getByRole('main')).not.toContainText(password)
  await expect(page.getByRole('main')).toContainText('Create managed account')
  // Created, but its status is only a claim after a list of Telnyx has shown it.
  await expect(page.getByRole('button', { name: 'Disable…' })).toBeVisible({ timeout: 40_000 })
})

test('left blank, the e-mail is proposed from the name; typed passwords are judged', async ({
  asManager: page,
  sandbox,
  secret,
}) => {
  await page.goto('/accounts/new')
  await page.getByLabel('Business name').fill('Café Ünal Ltd')
  await expect(page.getByText('manager+cafe-unal-ltd@demo.test')).toBeVisible()
  await page.getByRole('radio', { name: /Own balance/ }).check()
  await page.getByLabel('Password', { exact: true }).fill('password1234')
  await expect(page.getByText(/^(Very w|W)eak/)).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill('short')
  await create(page)
  await expect(page.getByText('Use 12 characters or more, or leave it empty.')).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill(secret())
  await create(page)
  await expect(page.getByText('Café Ünal Ltd was created')).toBeVisible()
  expect(sandbox.accounts().find(account => account.email === 'manager+cafe-unal-ltd@demo.test')).toMatchObject({
    rollup_billing: false,
    managed_account_allow_custom_pricing: false,
  })
})

test('a duplicate is pointed out while typing, and refused next to the field', async ({
  asManager: page,
  sandbox,
  take,
  noise,
}) => {
  const taken = take()
  const before = sandbox.accounts().length
  await fillCreate(page, 'Somebody else', taken.email)
  await expect(page.getByText('This e-mail address is in use already')).toBeVisible()
  await expect(page.getByRole('link', { name: taken.organization_name, exact: true })).toBeVisible()
  await create(page)
  const field = page.getByLabel('E-mail')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('already belongs to one of your managed accounts')).toBeVisible()

  // One that only Telnyx knows: an address of its own organization.
  const user = sandbox.users()[1]
  if (!user) throw new Error('The sandbox has no users.')
  // The form asks what became of its sending; nothing was ever sent for it.
  noise.allow(/status of 404 .*\/api\/commands\//)
  for (const duplicateEmail of ['422-10012', '422-10015'] as const) {
    sandbox.setVariants({ duplicateEmail })
    await field.fill(user.email)
    await create(page)
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toBeFocused()
  }
  expect(sandbox.accounts()).toHaveLength(before)
})

test('the custom pricing of an account is changed and reaches Telnyx', async ({ asManager: page, sandbox, take }) => {
  const account = take(one => one.status === 'enabled' && !one.managed_account_allow_custom_pricing)
  await page.goto(`/accounts/${account.id}`)
  await page.getByRole('button', { name: 'Change custom pricing' }).click()
  const dialog = page.getByRole('dialog', { name: `Custom pricing of ${account.organization_name}` })
  await expect(dialog.getByRole('button', { name: 'Save pricing' })).toBeDisabled()
  await dialog.getByRole('radio', { name: /^Allowed/ }).check()
  await dialog.getByLabel('Reason').fill('Volume discount agreed')
  await dialog.getByRole('button', { name: 'Save pricing' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('main')).toContainText('Volume discount agreed')
  expect(sandbox.account(account.id)?.managed_account_allow_custom_pricing).toBe(true)
  await page.reload()
  await page.getByRole('button', { name: 'Change custom pricing' }).click()
  await expect(dialog.getByRole('radio', { name: /^Allowed \(as it is now\)/ })).toBeChecked()
})
