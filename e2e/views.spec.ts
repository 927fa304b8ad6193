import type { Locator, Page } from '@playwright/test'
import { everyAccount, filterWords } from '../lib/account-filters'
import { type AccountSearch, serializeAccountSearch } from '../lib/account-search'
import { nothingFound } from './axe'
import { expect, test } from './fixtures'
import { dialogOf, fillDisable, openDisableDialog, openFilter } from './steps'

const table = (page: Page) => page.getByRole('table', { name: 'Managed accounts' })
const names = (page: Page) => table(page).getByRole('row').locator('td a').allTextContents()
const heads = (page: Page) => table(page).getByRole('columnheader').allTextContents()
const current = (page: Page) => page.getByRole('button', { name: /, choose a view$/ })
const chips = (page: Page) => page.getByRole('list', { name: 'Active filters' })

async function openViews(page: Page): Promise<Locator> {
  await current(page).click()
  return dialogOf(page, 'Views')
}

async function choose(page: Page, name: RegExp): Promise<void> {
  await (await openViews(page)).getByRole('link', { name }).click()
}

/** Saves what the page shows; answers when it is the open view. */
async function saveAs(page: Page, name: string, shared: boolean): Promise<void> {
  await (await openViews(page)).getByRole('button', { name: 'Save as a new view…' }).click()
  const dialog = await dialogOf(page, 'Save view')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  if (shared) await dialog.getByLabel('All operators').check()
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(current(page)).toContainText(name)
}

async function settled(page: Page): Promise<void> {
  await expect(table(page)).toHaveAttribute('aria-busy', 'false')
}

test('a shared view shows a colleague the same rows, in the same order, under the same columns', async ({
  asManager: page,
  asSupport: colleague,
}) => {
  await page.goto('/accounts?status=disabled,blocked,cancelled&rollup=no&sort=-created')
  await settled(page)
  await saveAs(page, 'Out of service', true)
  // In a view its columns are changed, not one's own. Not the one for balances: support has none.
  await page.getByRole('button', { name: 'Columns' }).click()
  const columns = await dialogOf(page, 'Columns')
  await columns.getByLabel('E-mail', { exact: true }).uncheck()
  await columns.getByLabel('Id', { exact: true }).check()
  await columns.getByLabel('Available credit', { exact: true }).uncheck()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Modified', { exact: true })).toHaveCount(0)
  const rows = await names(page)
  expect(rows.length).toBeGreaterThan(1)

  await colleague.goto('/accounts')
  await settled(colleague)
  expect(await names(colleague)).not.toEqual(rows)
  const list = await openViews(colleague)
  await expect(list.getByRole('link', { name: /Out of service/ })).toContainText(String(rows.length))
  await nothingFound(colleague, 'light', 'the views')
  await list.getByRole('link', { name: /Out of service/ }).click()
  await expect(current(colleague)).toContainText('Out of service')
  await expect.poll(() => names(colleague)).toEqual(rows)
  expect(await heads(colleague)).toEqual(await heads(page))
  await expect(colleague.getByText('Modified', { exact: true })).toHaveCount(0)

  // Back leaves the view, forward brings it again, and its link is enough.
  await colleague.goBack()
  await expect(current(colleague)).toContainText('All accounts')
  await expect.poll(() => names(colleague)).not.toEqual(rows)
  await colleague.goForward()
  await expect.poll(() => names(colleague)).toEqual(rows)
  await colleague.reload()
  await expect(current(colleague)).toContainText('Out of service')
  await expect.poll(() => names(colleague)).toEqual(rows)
  expect(await heads(colleague)).toEqual(await heads(page))

  // A colleague changes it for themselves only.
  await chips(colleague).getByRole('button', { name: 'Remove filter Status: Blocked' }).click()
  await expect(colleague.getByText('Modified', { exact: true })).toBeVisible()
  await expect(colleague.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
  await expect(colleague.getByRole('button', { name: 'Save as…' })).toBeVisible()

  // Outside of the view the table is as it was.
  await choose(page, /^All accounts/)
  await expect(current(page)).toContainText('All accounts')
  await expect(table(page).getByRole('columnheader', { name: 'E-mail' })).toHaveCount(1)
})

test('a changed view is marked as modified, and can be reset or saved', async ({ asFinance: page, open }) => {
  await page.goto('/accounts?status=enabled')
  await settled(page)
  await saveAs(page, 'Live customers', false)
  const modified = page.getByText('Modified', { exact: true })
  await expect(modified).toHaveCount(0)
  const rows = await names(page)

  await (await openFilter(page, 'Rollup billing')).getByRole('checkbox', { name: /^Rollup/ }).check()
  await page.keyboard.press('Escape')
  await expect(modified).toBeVisible()
  await expect.poll(() => names(page)).not.toEqual(rows)
  await page.getByRole('button', { name: 'Reset', exact: true }).click()
  await expect(modified).toHaveCount(0)
  await expect.poll(() => names(page)).toEqual(rows)

  // The look counts as well as the search.
  await page.getByRole('button', { name: 'Columns' }).click()
  await (await dialogOf(page, 'Columns')).getByLabel('E-mail', { exact: true }).uncheck()
  await page.keyboard.press('Escape')
  await expect(modified).toBeVisible()
  // Not saved yet, and still not lost.
  await page.reload()
  await settled(page)
  await expect(modified).toBeVisible()
  await expect(table(page).getByRole('columnheader', { name: 'E-mail' })).toHaveCount(0)
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').first().click()
  await expect(page).toHaveURL(/sort=-name/)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved “Live customers”').last()).toBeVisible()
  await expect(modified).toHaveCount(0)
  await page.reload()
  await settled(page)
  await expect(modified).toHaveCount(0)
  await expect(page).toHaveURL(/sort=-name/)
  await expect(table(page).getByRole('columnheader', { name: 'E-mail' })).toHaveCount(0)

  // A name is taken once; what is private nobody else sees; deleting it changes no account.
  await (await openViews(page)).getByRole('button', { name: 'Save as a new view…' }).click()
  const dialog = await dialogOf(page, 'Save view')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('LIVE customers')
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(dialog).toContainText('You already have a view called “LIVE customers”.')
  await page.keyboard.press('Escape')
  const colleague = await open('manager')
  await colleague.goto(page.url())
  await settled(colleague)
  await expect(current(colleague)).toContainText('All accounts')
  await expect((await openViews(colleague)).getByRole('link', { name: /Live customers/ })).toHaveCount(0)

  await (await openViews(page)).getByRole('button', { name: 'Delete view…' }).click()
  const question = page.getByRole('alertdialog', { name: 'Delete “Live customers”' })
  await question.getByRole('button', { name: 'Delete view' }).click()
  await expect(current(page)).toContainText('All accounts')
  await expect(page).toHaveURL(/status=enabled/)
})

test('a link with every kind of filter restores all of them, after a reload and in another browser', {
  tag: '@both',
}, async ({ asOwner: page, open, take }) => {
  // Its balance is its own: a shared one lies in no range of credit.
  const account = take(one => one.status === 'enabled' && !one.rollup_billing)
  // What only an account that was worked on has: a limit, who disabled it, and a day to look at it again.
  await page.goto(`/channels?q=${account.id}`)
  await page.getByRole('button', { name: `Change the channel limit of ${account.organization_name}` }).click()
  const editor = await dialogOf(page, `Channel limit of ${account.organization_name}`)
  await editor.getByLabel('Global outbound channels').fill('7')
  await editor.getByRole('button', { name: 'Save' }).click()
  await expect(editor).toBeHidden()
  const dialog = await openDisableDialog(page, account)
  await fillDisable(dialog)
  await dialog.getByLabel('Review on').fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10))
  await dialog.getByRole('button', { name: 'Disable account' }).click()
  await expect(dialog).toBeHidden()
  // Opening an account reads its balance.
  await page.goto(`/accounts/${account.id}`)
  await expect(page.getByRole('heading', { name: account.organization_name })).toBeVisible()

  const today = new Date().toISOString().slice(0, 10)
  const wanted: AccountSearch = {
    ...everyAccount,
    q: account.email,
    status: ['disabled', 'blocked'],
    rollup: ['yes', 'no'],
    pricing: ['yes', 'no'],
    currency: ['USD', 'EUR', 'GBP', 'AUD', 'CAD'],
    limit: ['known'],
    missing: ['no'],
    protected: ['no'],
    drifted: ['no'],
    createdFrom: '2000-01-01',
    createdTo: '2099-12-31',
    updatedFrom: '2000-01-02',
    updatedTo: '2099-12-30',
    disabledFrom: '2000-01-03',
    disabledTo: today < '2099-12-29' ? '2099-12-29' : today,
    reviewFrom: '2000-01-04',
    reviewTo: today < '2099-12-28' ? '2099-12-28' : today,
    owing: ['yes', 'no', 'unknown'],
    reason: ['unpaid', 'fraud', 'abuse', 'request', 'ended', 'other'],
    disabledBy: ['Olivia Okafor', 'Somebody, of the desk', 'unknown'],
    creditMin: -999_999.5,
    creditMax: 9_999_999.25,
    channelsMin: 1,
    channelsMax: 50,
    sort: [
      { key: 'status', descending: true },
      { key: 'created', descending: false },
      { key: 'name', descending: true },
    ],
    page: 1,
    size: 25,
  }
  const words = filterWords({ ...wanted, q: '' }).map(({ label, value }) => `Remove filter ${label}: ${value}`)
  const restored = async (one: Page) => {
    await expect(chips(one).getByRole('button', { name: 'Clear all' })).toBeVisible()
    const found = await chips(one)
      .getByRole('button', { name: /^Remove filter/ })
      .evaluateAll(buttons => buttons.map(button => button.getAttribute('aria-label')))
    expect(found).toEqual(words)
    await expect(one.getByRole('searchbox', { name: 'Search accounts' })).toHaveValue(account.email)
    await expect(one).toHaveURL(/[?&]size=25(&|$)/)
    await one.getByRole('button', { name: 'More filters' }).click()
    const more = await dialogOf(one, 'More filters')
    await expect(more.getByLabel('Updated from')).toHaveValue('2000-01-02')
    await expect(more.getByLabel('Available credit to')).toHaveValue('9999999.25')
    await expect(more.getByLabel('Channel limit from')).toHaveValue('1')
    await one.keyboard.press('Escape')
    await expect.poll(() => names(one)).toEqual([account.organization_name])
  }
  await page.goto(`/accounts${serializeAccountSearch(wanted)}`)
  await restored(page)
  const address = page.url()
  await page.reload()
  expect(page.url()).toBe(address)
  await restored(page)
  const elsewhere = await open('finance')
  await elsewhere.goto(address)
  await restored(elsewhere)

  await chips(elsewhere).getByRole('button', { name: 'Clear all' }).click()
  const details = await openFilter(elsewhere, 'Details')
  await details.getByRole('group', { name: 'Disable reason' }).getByLabel('Unpaid balance').check()
  await details.getByRole('group', { name: 'Disabled by' }).getByLabel('Olivia Okafor').check()
  await expect(chips(elsewhere)).toContainText('Disable reason: Unpaid balance')
  await expect(chips(elsewhere)).toContainText('Disabled by: Olivia Okafor')
  await expect.poll(() => names(elsewhere)).toContain(account.organization_name)
})

test('a view that filters by balances tells support that it shows more accounts, and shows support no amount', async ({
  asSupport: page,
  asFinance: colleague,
}) => {
  const address = '/accounts?status=enabled&creditMin=12345.5&currency=EUR'
  await page.goto(address)
  await expect(page.getByText('This search also filters by balances, which your role may not see')).toBeVisible()
  await expect(chips(page)).toContainText('Status: Enabled')
  await expect(chips(page)).not.toContainText('Available credit')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(await dialogOf(page, 'Export accounts')).not.toContainText('Available credit')

  await colleague.goto(address)
  await expect(chips(colleague)).toContainText('Available credit: from 12345.5')
  await expect(colleague.getByText('which your role may not see')).toHaveCount(0)
})
