import { readFile } from 'node:fs/promises'
import type { Download, Locator, Page } from '@playwright/test'
import { readCsv } from '../server/testing/read-csv'
import { expect, test } from './fixtures'
import { dialogOf } from './steps'

const table = (page: Page) => page.getByRole('table', { name: 'Managed accounts' })

async function openExport(page: Page, from: Page | Locator = page): Promise<Locator> {
  await from.getByRole('button', { name: 'Export', exact: true }).click()
  return dialogOf(page, 'Export accounts')
}

const confirm = (dialog: Locator) => dialog.getByRole('button', { name: /^Export [\d,]+ rows?$/ })

/** How many rows the button says it will export. */
async function said(dialog: Locator): Promise<number> {
  const text = await confirm(dialog).textContent()
  return Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''))
}

async function download(page: Page, dialog: Locator): Promise<{ file: Download; header: string[]; rows: string[][] }> {
  const [file] = await Promise.all([page.waitForEvent('download'), confirm(dialog).click()])
  // The mark of UTF-8 is no part of the first heading.
  const text = (await readFile(await file.path(), 'utf8')).replace(/^\ufeff/, '')
  const [header = [], ...rows] = readCsv(text)
  return { file, header, rows }
}

/** Waits until the console knows so many accounts of a search; its screens ask only every 15 seconds. */
const untilKnown = (page: Page, search: string, count: number) =>
  expect
    .poll(async () => (await (await page.request.get(`/api/accounts/counts?${search}`)).json()).rowCount, {
      timeout: 30_000,
    })
    .toBe(count)

test('an export has exactly the accounts that matched when they were selected, although others are created meanwhile', {
  tag: '@both',
}, async ({ asManager: page, sandbox }) => {
  const before = sandbox.accounts().filter(account => account.status === 'enabled')
  // An account that an earlier test made has no status until a sweep has seen it.
  await untilKnown(page, 'status=enabled', before.length)
  await page.goto('/accounts?status=enabled&size=25')
  await table(page).getByRole('checkbox').first().check()
  const selection = page.getByRole('region', { name: 'Selection' })
  await selection.getByRole('button', { name: /^Select all \d+ matching$/ }).click()
  await expect(selection).toContainText(/^All \d+ accounts that matched/)

  // Telnyx gets new ones, and the console has swept them in before the file is made.
  const created = Array.from({ length: 5 }, (_, index) =>
    sandbox.addAccount({ organization_name: `Aaa newcomer ${index}`, status: 'enabled' }),
  )
  await untilKnown(page, 'q=Aaa+newcomer', 5)
  await page.getByRole('searchbox', { name: 'Search accounts' }).fill('Aaa newcomer')
  await expect(table(page).getByRole('link', { name: /^Aaa newcomer/ })).toHaveCount(5)

  const dialog = await openExport(page, selection)
  await expect(dialog.getByRole('radio', { name: `${before.length} selected` })).toBeChecked()
  await dialog.getByRole('radio', { name: 'All columns' }).check()
  expect(await said(dialog)).toBe(before.length)
  const { file, header, rows } = await download(page, dialog)
  expect(file.suggestedFilename()).toMatch(/^managed-accounts-\d{4}-\d\d-\d\d-\d{4}\.csv$/)
  await expect(page.getByText(`Exported ${before.length} rows`).first()).toBeVisible()
  const ids = rows.map(row => row[header.indexOf('Account id')])
  expect(ids).toHaveLength(before.length)
  expect([...ids].sort()).toEqual(before.map(account => account.id).sort())
  expect(created.some(account => ids.includes(account.id))).toBe(false)
})

test('an export asks again when the number of accounts differs from the number shown', async ({
  asFinance: page,
  sandbox,
  noise,
}) => {
  noise.allow(/ERR_FAILED|Failed to load/)
  sandbox.addAccount({ organization_name: 'Zzz latecomer 1', status: 'enabled' })
  await untilKnown(page, 'q=Zzz+latecomer', 1)
  await page.goto('/accounts?q=Zzz+latecomer')
  await expect(table(page).getByRole('link', { name: 'Zzz latecomer 1' })).toBeVisible()
  // From now on this page gets no new data, but the console does.
  await page.route(/\/api\/accounts(\/counts)?(\?|$)/, route => route.abort())
  sandbox.addAccount({ organization_name: 'Zzz latecomer 2', status: 'enabled' })
  await untilKnown(page, 'q=Zzz+latecomer', 2)

  const dialog = await openExport(page)
  await expect(dialog).toContainText('All 1 matching')
  await expect(dialog).toContainText('Search: Zzz latecomer')
  expect(await said(dialog)).toBe(1)
  await confirm(dialog).click()
  await expect(dialog.getByRole('alert')).toContainText('2 accounts match now')
  expect(await said(dialog)).toBe(2)
  const { header, rows } = await download(page, dialog)
  expect(rows.map(row => row[header.indexOf('Name')])).toEqual(['Zzz latecomer 1', 'Zzz latecomer 2'])
  expect(header).toContain('Available credit')
})

test('support’s export has no balances, and support cannot request them', async ({
  asSupport: page,
  sandbox,
  noise,
}) => {
  noise.allow(/status of 403/)
  const [account] = sandbox.accounts()
  await page.goto(`/accounts?q=${account?.id}`)
  await expect(table(page).getByRole('row')).toHaveCount(2)
  const dialog = await openExport(page)
  await dialog.getByRole('radio', { name: 'All columns' }).check()
  const asked = page.waitForRequest('**/api/accounts/export?*')
  const { header, rows } = await download(page, dialog)
  expect(rows).toHaveLength(1)
  expect(header).toContain('Status')
  expect(header.filter(name => /credit|balance\b|currency/i.test(name))).toEqual([])

  const address = new URL((await asked).url())
  address.searchParams.set('columns', 'name,credit')
  const refused = await page.request.get(address.href)
  expect(refused.status()).toBe(403)
  expect(await refused.text()).not.toContain(account?.balance.balance ?? '')
})

test('finance exports freshly read balances: a job reads them, and its page offers the file', async ({
  asFinance: page,
  sandbox,
}) => {
  const some = sandbox.accounts().filter(account => account.status === 'blocked')
  await page.goto('/accounts?status=blocked')
  await expect(table(page).getByRole('row')).toHaveCount(some.length + 1)
  // Telnyx has newer values that the console has not read.
  const first = some.find(account => !account.rollup_billing)
  if (!first) throw new Error('no blocked account has an own balance')
  sandbox.mutate(first.id, { balance: { ...first.balance, balance: '4321.09' } })
  const dialog = await openExport(page)
  await dialog.getByRole('radio', { name: 'All columns' }).check()
  await dialog.getByRole('checkbox', { name: /Read every balance from Telnyx first/ }).check()
  await dialog.getByRole('button', { name: /^Read balances and export/ }).click()
  await expect(page.getByRole('heading', { name: 'Export fresh balances' })).toBeVisible()
  await expect(page.getByText('Finished', { exact: true })).toBeVisible()
  await expect(page.getByText(`${some.length} of ${some.length} accounts processed`)).toBeVisible()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download file' }).click(),
  ])
  const text = (await readFile(await file.path(), 'utf8')).replace(/^\ufeff/, '')
  const [header = [], ...rows] = readCsv(text)
  expect(rows).toHaveLength(some.length)
  const balanceOf = (id: string) =>
    rows.find(row => row[header.indexOf('Account id')] === id)?.[header.indexOf('Balance')]
  expect(balanceOf(first.id)).toBe('4321.09')
})

test('the audit records an export with operator, accounts, number of rows and columns', async ({
  asManager: page,
  sandbox,
}) => {
  const blocked = sandbox.accounts().filter(account => account.status === 'blocked').length
  await page.goto('/accounts?status=blocked')
  const dialog = await openExport(page)
  const { file } = await download(page, dialog)
  await page.goto('/audit?action=accounts.export')
  const row = page.getByRole('row').filter({ hasText: file.suggestedFilename() }).first()
  await expect(row).toContainText('Done')
  // Not on the name in its middle, which leads to all that this person did.
  await row.getByRole('cell').first().click()
  const panel = await dialogOf(page, 'Export accounts')
  await expect(panel).toContainText('All matching: Status: Blocked')
  await expect(panel).toContainText(`Rows${blocked}`)
  await expect(panel).toContainText('Name, Status, Available credit')
})

test('an interrupted download is reported as interrupted and saves no file', async ({ asOwner: page, noise }) => {
  noise.allow(/ERR_FAILED|Failed to load/)
  await page.goto('/accounts')
  await page.route('**/api/accounts/export?*', route => route.abort())
  let files = 0
  page.on('download', () => {
    files += 1
  })
  const dialog = await openExport(page)
  await confirm(dialog).click()
  await expect(dialog.getByRole('alert')).toContainText('The console cannot be reached.')
  await page.unroute('**/api/accounts/export?*')
  await download(page, dialog)
  expect(files).toBe(1)
})
