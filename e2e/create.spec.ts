import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

async function fillCreate(page: Page, name: string, email: string): Promise<void> {
  await page.goto('/accounts/new')
  await page.getByLabel('Business name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('radio', { name: /Own balance/ }).check()
}

const create = (page: Page) => page.getByRole('button', { name: 'Create account' }).click()

test('a manager creates an account with a generated password, sees the password once, and Telnyx has the account', {
  tag: '@both',
}, async ({ asManager: page, sandbox }) => {
  await page.goto('/accounts')
  await page.getByRole('link', { name: 'New account' }).click()
  await create(page)
  await expect(page.getByText('Enter the business name.')).toBeVisible()
  await expect(page.getByText('Choose rollup billing or own balance.')).toBeVisible()

  await page.getByLabel('Business name').fill('Größe & Söhne Telefonie')
  await page.getByLabel('E-mail').fill('Buero@Groesse-Soehne.example')
  await page.getByRole('button', { name: 'Generate' }).click()
  const password = await page.getByLabel('Password', { exact: true }).inputValue()
  expect(password.length).toBeGreaterThanOrEqual(16)
  await expect(page.getByText('Strong')).toBeVisible()
  await page.getByRole('radio', { name: /Rollup billing/ }).check()
  await expect(page.getByText('You cannot change this later. Only Telnyx support can.')).toBeVisible()
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

  await page.getByRole('link', { name: 'Open account' }).click()
  await expect(page).toHaveURL(`/accounts/${created?.id}`)
  await expect(page.getByRole('main')).not.toContainText(password)
  await expect(page.getByRole('main')).toContainText('Create managed account')
  // Created, but its status is only a claim after a list of Telnyx has shown it.
  await expect(page.getByRole('button', { name: 'Disable…' })).toBeVisible({ timeout: 40_000 })
})

test('a blank e-mail is proposed from the name, and a typed password shows its strength', async ({
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

test('a duplicate e-mail is shown while typing and refused next to the field', async ({
  asManager: page,
  sandbox,
  take,
  noise,
}) => {
  const taken = take()
  const before = sandbox.accounts().length
  await fillCreate(page, 'Somebody else', taken.email)
  await expect(page.getByText('This e-mail address is already in use')).toBeVisible()
  await expect(page.getByRole('link', { name: taken.organization_name, exact: true })).toBeVisible()
  await create(page)
  const field = page.getByLabel('E-mail')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('already belongs to one of your managed accounts')).toBeVisible()

  // One that only Telnyx knows: an address of its own organization.
  const user = sandbox.users()[1]
  if (!user) throw new Error('The sandbox has no users.')
  // The form looks up its sending, although nothing was sent for it.
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

test('a similar customer name must be confirmed before anything is sent', async ({
  asManager: page,
  sandbox,
  take,
  noise,
}) => {
  const known = take(account => /^\p{L}{6,} /u.test(account.organization_name))
  // One letter more, and another legal form, as if typed from a letterhead.
  const typed = `${known.organization_name.replace(' ', 's ')} OY`
  const posts = () => sandbox.calls().filter(call => call.method === 'POST').length
  const before = posts()
  await fillCreate(page, typed, 'office@nearly-the-same.example')
  await expect(page.getByText('These accounts may be the same customer')).toBeVisible()
  await expect(page.getByRole('link', { name: known.organization_name, exact: true })).toBeVisible()
  noise.allow(/status of 404 .*\/api\/commands\//)
  await create(page)
  const tick = page.getByRole('checkbox', { name: 'This is another customer' })
  await expect(tick).toHaveAttribute('aria-invalid', 'true')
  await expect(tick).toBeFocused()
  expect(posts()).toBe(before)
  await tick.check()
  await create(page)
  await expect(page.getByText(`${typed} was created`)).toBeVisible()
  expect(posts()).toBe(before + 1)
})

test('the account details print without the password, and show no password when opened again', async ({
  asManager: page,
  secret,
}) => {
  const password = secret()
  await fillCreate(page, 'Printed Paper', 'office@printed.example')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await create(page)
  await expect(page.getByText('Printed Paper was created')).toBeVisible()
  await expect(page.getByText(password)).toBeVisible()

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'light')
  const card = page.getByRole('region', { name: 'Account details' })
  await expect(card).toBeVisible()
  await expect(card).toContainText('office@printed.example')
  await expect(card).toContainText('Next steps')
  await expect(page.getByText(password)).toBeHidden()
  await expect(page.getByRole('navigation').first()).toBeHidden()
  await expect(page.getByRole('heading', { level: 1 })).toBeHidden()
  await expect(card).toHaveCSS('color', 'rgb(0, 0, 0)')
  await expect(card).toHaveCSS('background-color', 'rgb(255, 255, 255)')
  await expect(page.getByRole('button')).toHaveCount(0)
  await page.emulateMedia({ media: null, colorScheme: null })

  page.on('dialog', dialog => void dialog.accept())
  await page.reload()
  await expect(page.getByText('Printed Paper was created')).toBeVisible()
  await expect(card).toContainText('It cannot be shown again')
  await expect(page.getByText(password)).toHaveCount(0)
  await page.getByRole('button', { name: 'Create another' }).click()
  await expect(page.getByLabel('Business name')).toHaveValue('')
  await expect(page).toHaveURL('/accounts/new')
})

test('a reload and a second tab show the same state, before and after the outcome is known', async ({
  open,
  prepareConsole,
  sandbox,
}) => {
  const site = await prepareConsole({ env: { CONSOLE_PATIENCE: '2,8,14,20,30/90' } })
  await site.start()
  const page = await open('manager', { site })
  // Telnyx made it, says so to nobody, and does not list it yet.
  sandbox.setVariants({ listLagMs: 600_000 })
  sandbox.setFaults([{ method: 'POST', path: '/managed_accounts', effect: { status: 503, when: 'after' } }])
  await fillCreate(page, 'Kept In Doubt', 'office@doubt.example')
  await create(page)
  await expect(page.getByText('Checking with Telnyx…')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Checking with Telnyx…')).toBeVisible()
  await expect(page.getByRole('main')).toContainText('office@doubt.example')
  const second = await page.context().newPage()
  await second.goto(page.url())
  await expect(second.getByText('Checking with Telnyx…')).toBeVisible()
  sandbox.setVariants({ listLagMs: 0 })
  for (const tab of [page, second]) {
    await tab.getByRole('button', { name: 'Show account details' }).click({ timeout: 60_000 })
    await expect(tab.getByText('Kept In Doubt was created')).toBeVisible()
  }
  await second.reload()
  await expect(second.getByText('Kept In Doubt was created')).toBeVisible()
  expect(sandbox.accounts().filter(account => account.email === 'office@doubt.example')).toHaveLength(1)
  await second.close()
})

test('a form whose answer was lost, sent again with other values, shows the result of the first values', async ({
  asManager: page,
  sandbox,
  noise,
}) => {
  noise.allow(/ERR_FAILED/)
  await page.route('**/accounts/new**', async route => {
    if (route.request().method() !== 'POST') return route.continue()
    await route.fetch()
    return route.abort()
  })
  await page.route('**/api/commands/*', route => route.abort())
  await fillCreate(page, 'First Values', 'office@first-values.example')
  await create(page)
  await expect(page.getByRole('main').getByRole('alert')).toContainText('creates one account at most')
  await page.unrouteAll({ behavior: 'wait' })
  await page.getByLabel('Business name').fill('Other Values')
  await create(page)
  await expect(page.getByText('First Values was created')).toBeVisible()
  await expect(page.getByRole('main')).not.toContainText('Other Values')
  expect(sandbox.accounts().filter(account => account.email === 'office@first-values.example')).toHaveLength(1)
})

test('a manager changes custom pricing, and the change reaches Telnyx', async ({ asManager: page, sandbox, take }) => {
  const account = take(one => one.status === 'enabled' && !one.managed_account_allow_custom_pricing)
  await page.goto(`/accounts/${account.id}`)
  await page.getByRole('button', { name: 'Change custom pricing' }).click()
  const dialog = page.getByRole('dialog', { name: `Change custom pricing of ${account.organization_name}` })
  await expect(dialog.getByRole('button', { name: 'Change custom pricing' })).toBeDisabled()
  await dialog.getByRole('radio', { name: /^Allowed/ }).check()
  await dialog.getByLabel('Reason').fill('Volume discount agreed')
  await dialog.getByRole('button', { name: 'Change custom pricing' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('main')).toContainText('Volume discount agreed')
  expect(sandbox.account(account.id)?.managed_account_allow_custom_pricing).toBe(true)
  await page.reload()
  await page.getByRole('button', { name: 'Change custom pricing' }).click()
  await expect(dialog.getByRole('radio', { name: /^Allowed \(current\)/ })).toBeChecked()
})
