import type { Page } from '@playwright/test'
import { demoPassword } from '../lib/operator'
import { expect, test } from './fixtures'
import { enter } from './sign-in'
import { dialogOf, holdScripts, tabTo } from './steps'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' })
const field = (page: Page) => palette(page).getByRole('combobox')
const active = (page: Page) => palette(page).getByRole('option', { selected: true })

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
}

/** Types, waits until the wanted entry is the one that Enter chooses, and chooses it. */
async function choose(page: Page, text: string, entry: string | RegExp): Promise<void> {
  await page.keyboard.type(text)
  await expect(active(page)).toHaveText(entry)
  await page.keyboard.press('Enter')
}

test('with the keyboard alone, an operator finds, previews and disables an account, and can undo it', async ({
  sandbox,
  prepareConsole,
  open,
}) => {
  const site = await prepareConsole({ env: { DISABLE_GRACE: '60' } })
  await site.start()
  const account = sandbox.accounts().find(one => one.status === 'enabled')
  const name = account?.organization_name ?? ''
  const page = await open('manager', { site })
  await page.goto('/accounts')
  await expect(page.getByRole('switch').first()).toBeVisible({ timeout: 60_000 })
  await page.goto('/')

  await openPalette(page)
  await page.keyboard.type(account?.email ?? '')
  await expect(active(page)).toContainText(name)
  await page.keyboard.press('Enter')
  await choose(page, 'prev', 'Preview')
  await expect(page).toHaveURL(new RegExp(`/accounts\\?preview=${account?.id}`))
  const preview = page.getByRole('complementary', { name: `Preview of ${name}` })
  await expect(preview).toBeFocused()

  await openPalette(page)
  await page.keyboard.type(account?.id ?? '')
  await expect(active(page)).toContainText(name)
  await page.keyboard.press('Enter')
  await choose(page, 'dis', 'Disable…')
  const dialog = await dialogOf(page, `Disable ${name}`)
  await expect(dialog.getByLabel('Reason')).toBeFocused()
  await page.keyboard.type('Unpaid')
  await tabTo(page, dialog.getByLabel(/emergency calls/))
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  const notice = page.getByRole('region', { name: 'Notifications' })
  await expect(notice.getByRole('button', { name: 'Undo' })).toBeVisible()
  await expect(preview, 'the focus is back where the palette was opened').toBeFocused()
  await page.keyboard.press('Escape')
  await expect(preview).toHaveCount(0)
})

test('with the keyboard alone, an operator filters, changes many accounts, opens a screen and the help, and signs out', async ({
  open,
  sandbox,
}) => {
  const account = sandbox.accounts().find(one => one.status === 'enabled')
  const name = account?.organization_name ?? ''
  // A separate session, because it ends here.
  const page = await open(null)
  await enter(page, 'manager@demo.test', demoPassword)
  await page.goto('/accounts')
  await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'false')
  await page.keyboard.press('/')
  await tabTo(
    page,
    page.getByRole('button', { name: 'Status', exact: true }).and(page.locator('[aria-haspopup="dialog"]')),
  )
  await page.keyboard.press('Enter')
  const filter = await dialogOf(page, 'Filter by status')
  await tabTo(page, filter.getByRole('checkbox', { name: /^Enabled/ }))
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/status=enabled/)
  await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'false')
  // Rows of the former filter take no keys.
  const row = page.locator('tr[data-row-id]:focus')
  await expect(async () => {
    await page.keyboard.press('j')
    await expect(row).toBeVisible({ timeout: 500 })
  }).toPass()
  const selection = page.getByRole('region', { name: 'Selection' })
  await page.keyboard.press('x')
  await expect(selection).toContainText('1 selected')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(selection).toContainText('2 selected')
  await openPalette(page)
  await choose(page, 'change channel', 'Change channel limit…')
  const bulk = await dialogOf(page, 'Change channel limit of 2 accounts')
  await expect(bulk.getByLabel('Channel limit')).toBeFocused()
  await page.keyboard.type('7')
  await tabTo(page, bulk.getByLabel(/to confirm/))
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/)

  await page.keyboard.press('g')
  await expect(page.getByRole('status').filter({ hasText: 'Go to' })).toContainText('Jobs')
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/\/jobs$/)
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible()

  await openPalette(page)
  await page.keyboard.type(account?.email ?? '')
  await expect(active(page)).toContainText(name)
  await page.keyboard.press('Enter')
  await expect(active(page)).toHaveText('Open account')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.keyboard.press('?')
  const help = await dialogOf(page, 'Keyboard shortcuts')
  await expect(help).toContainText('Find or run anything')
  await tabTo(page, help.getByRole('switch', { name: 'Single-key shortcuts' }))
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(help, 'switched off').toHaveCount(0)

  await openPalette(page)
  await expect(page.getByRole('group', { name: 'Recent accounts' })).toContainText(name)
  await choose(page, 'sign out', 'Sign out')
  await expect(page).toHaveURL(/\/sign-in/)
  const left = await page.evaluate(() => Object.keys(sessionStorage).filter(key => key.includes('recent-accounts')))
  expect(left).toEqual([])
})

test('the palette shows that it is searching, ignores Enter for results of an earlier text, and offers a retry after a failure', async ({
  asSupport: page,
  sandbox,
  noise,
}) => {
  noise.allow(/Failed to load resource: net::ERR_FAILED/)
  const [one, other] = sandbox.accounts()
  await page.goto('/jobs')
  await openPalette(page)
  await page.keyboard.type(one?.email ?? '')
  await expect(active(page)).toContainText(one?.organization_name ?? '')

  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  await page.route('**/api/palette?**', async route => {
    await held
    await route.continue().catch(() => undefined)
  })
  await field(page).fill(other?.email ?? '')
  await expect(palette(page).getByText('Searching…')).toBeVisible()
  await expect(page.getByRole('option', { name: one?.organization_name ?? '' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveAccessibleName('Find or run')
  release()
  await expect(active(page)).toContainText(other?.organization_name ?? '')
  await page.unroute('**/api/palette?**')

  await page.route('**/api/palette?**', route => route.abort())
  await field(page).fill('nothing is called this')
  await expect(palette(page).getByRole('alert').filter({ hasText: 'cannot be reached' })).toBeVisible()
  await expect(palette(page).getByText('No results')).toHaveCount(0)
  await page.unroute('**/api/palette?**')
  await tabTo(page, palette(page).getByRole('button', { name: 'Try again' }))
  await page.keyboard.press('Enter')
  await expect(palette(page).getByText('No results')).toBeVisible()
})

test('on a phone, the palette is a sheet with entries of 44 px that lead to an account and its dialog', async ({
  open,
  take,
}) => {
  const page = await open('support', { viewport: { width: 390, height: 844 }, hasTouch: true })
  const account = take()
  await page.goto('/')
  await page.getByRole('button', { name: 'Find or run…' }).tap()
  const sheet = await dialogOf(page, 'Command palette')
  expect(await sheet.boundingBox()).toMatchObject({ x: 0, y: 0, height: 844 })
  await expect(sheet.getByRole('option', { name: 'Create account' }), 'not for this role').toHaveCount(0)
  await field(page).fill(account.email)
  const option = sheet.getByRole('option', { name: account.organization_name })
  expect((await option.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  await option.tap()
  await sheet.getByRole('option', { name: 'Disable…' }).tap()
  const dialog = await dialogOf(page, `Disable ${account.organization_name}`)
  await dialog.getByRole('button', { name: 'Cancel' }).tap()
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('a click before the scripts have loaded takes effect afterwards', async ({ asOwner: page }) => {
  const release = await holdScripts(page)
  const loaded = page.goto('/accounts')
  await page.getByRole('button', { name: 'Find or run…' }).click()
  release()
  await loaded
  await expect(field(page)).toBeFocused()
})
