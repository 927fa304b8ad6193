import { readFile } from 'node:fs/promises'
import type { Download, Page } from '@playwright/test'
import { readCsv } from '../server/testing/read-csv'
import { nothingFound } from './axe'
import { expect, test } from './fixtures'

async function choose(page: Page, name: string, text: string): Promise<void> {
  await page.getByLabel('CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
}

async function saved(page: Page, click: () => Promise<void>): Promise<{ file: Download; rows: string[][] }> {
  const [file] = await Promise.all([page.waitForEvent('download'), click()])
  return { file, rows: readCsv((await readFile(await file.path(), 'utf8')).replace(/^\ufeff/, '')) }
}

const found = (page: Page) => page.getByRole('table', { name: 'Findings' })
const figure = (page: Page, label: string) =>
  page.getByRole('definition').filter({ has: page.locator(`xpath=../dt[.="${label}"]`) })

test('an import names all bad rows, leaves them out for correction, and creates each account once', async ({
  asManager: page,
  sandbox,
  take,
}) => {
  // In a CSV file, a name like “@Work” gets an apostrophe so that no spreadsheet runs it as a formula.
  const taken = take(account => account.status === 'enabled' && /^\p{L}/u.test(account.organization_name))
  await page.goto('/accounts')
  await page.getByRole('link', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Import accounts' })).toBeVisible()
  const template = await saved(page, () => page.getByRole('button', { name: 'Download template' }).click())
  expect(template.file.suggestedFilename()).toBe('accounts-template.csv')
  expect(template.rows[0]).toEqual(['Business name', 'E-mail', 'Rollup billing', 'Custom pricing'])

  await choose(page, 'workbook.xlsx', 'PK\u0003\u0004')
  await expect(page.getByRole('group').getByRole('alert')).toContainText('This is a workbook, not a CSV file.')

  await choose(
    page,
    'customers.csv',
    [
      'Firma;E-Mail;Passwort;Sammelabrechnung',
      'Import Nord GmbH;nord@import.example;hunter2-nord;ja',
      '"Import Ost\nNiederlassung";;hunter2-ost;nein',
      ';niemand@import.example;hunter2;ja',
      'Import West;keine Adresse;hunter2;vielleicht',
      `Import Süd;${taken.email};hunter2;ja`,
      'Import Mitte;mitte@import.example;hunter2;ja;zu viel',
      `${taken.organization_name};anders@import.example;hunter2;nein`,
    ].join('\r\n'),
  )
  await expect(page.getByText('“Passwort” looks like a column of passwords or keys')).toBeVisible()
  await expect(page.getByLabel('Business name')).toHaveValue('0')
  await expect(page.getByLabel('Rollup billing')).toHaveValue('3')
  await expect(page.getByRole('option', { name: 'Passwort' })).toHaveCount(0)
  await expect(page.getByRole('row').filter({ hasText: 'Niederlassung' })).toContainText(
    'manager+import-ost-niederlassung@',
  )
  await expect(page.getByText('hunter2')).toHaveCount(0)
  await nothingFound(page, 'light', 'the columns of an import')
  await page.getByRole('button', { name: 'Check 7 rows' }).click()

  await expect(figure(page, 'Can be imported')).toHaveText('3')
  await expect(figure(page, 'With problems')).toHaveText('4')
  const cells = await found(page)
    .getByRole('row')
    .evaluateAll(rows =>
      rows
        .slice(1)
        .map(row =>
          [...row.querySelectorAll('td')]
            .slice(0, 4)
            .map(cell => cell.querySelector('input')?.value ?? (cell.textContent ?? '').trim().replace(/\s+/g, ' ')),
        ),
    )
  expect(cells).toEqual([
    ['5', 'Firma', 'Problem: The business name is missing.', ''],
    ['6', 'E-Mail', 'Problem: It is not an e-mail address.', 'keine Adresse'],
    ['6', 'Sammelabrechnung', 'Problem: It is neither yes nor no.', 'vielleicht'],
    ['7', 'E-Mail', `Problem: Already used by ${taken.organization_name}.`, taken.email],
    // With a column of passwords in the file, its values may be in any column.
    ...['Firma', 'E-Mail', 'Sammelabrechnung'].map(name => ['8', name, 'Problem: The line has 5 of 4 values.', '']),
    ['9', 'Firma', `Warning: ${taken.organization_name} has the same name.`, taken.organization_name],
  ])
  await nothingFound(page, 'light', 'the check of an import')
  const leftOut = await saved(page, () => page.getByRole('button', { name: 'Download the 4 rows left out' }).click())
  expect(leftOut.file.suggestedFilename()).toBe('left-out-of-customers.csv')
  expect(leftOut.rows.map(row => row[4])).toEqual(['Line', '5', '6', '7', '8'])
  expect(JSON.stringify(leftOut.rows)).not.toContain('hunter2')

  // Values are corrected on the screen, and all rows are checked again before anything is started.
  await found(page).getByLabel('E-Mail, line 6').fill('west@import.example')
  await found(page).getByLabel('Sammelabrechnung, line 6').fill('nein')
  await found(page).getByLabel('Firma, line 8').fill('Import Mitte')
  await found(page).getByLabel('E-Mail, line 8').fill('mitte@import.example')
  await found(page).getByLabel('Sammelabrechnung, line 8').fill('ja')
  await expect(page.getByRole('button', { name: 'Start import' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(figure(page, 'Can be imported')).toHaveText('5')
  await expect(figure(page, 'With problems')).toHaveText('2')

  // After the correction it is checked again; the warning stays and is confirmed.
  await page.getByRole('button', { name: 'Choose another file' }).click()
  await choose(
    page,
    'corrected.csv',
    [
      'Name,E-mail,Rollup billing',
      'Import Nord GmbH,nord@import.example,yes',
      'Import Ost,,no',
      'Import West,west@import.example,no',
      `${taken.organization_name},anders@import.example,no`,
    ].join('\n'),
  )
  await page.getByRole('button', { name: 'Check 4 rows' }).click()
  await expect(figure(page, 'Can be imported')).toHaveText('4')
  // A row that would be a second account of the same customer is left out by hand, and can be included again.
  await found(page).getByLabel('Leave out line 5').check()
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(figure(page, 'Can be imported')).toHaveText('3')
  await expect(figure(page, 'Rows in the file')).toHaveText('4')
  const without = await saved(page, () => page.getByRole('button', { name: 'Download the 1 row left out' }).click())
  expect(without.rows[1]).toEqual([
    taken.organization_name,
    'anders@import.example',
    'no',
    '5',
    expect.stringContaining(`Left out by hand. Name: ${taken.organization_name} has the same name.`),
  ])
  await page.getByRole('button', { name: 'Include the 1 row that you left out' }).click()
  await expect(figure(page, 'Can be imported')).toHaveText('4')
  const start = page.getByRole('button', { name: 'Start import' })
  await start.click()
  await expect(page.getByText('Choose whether to import these rows.')).toBeVisible()
  await expect(page.getByText('Type 4, the number of accounts.')).toBeVisible()
  await page.getByRole('radio', { name: /Leave it out/ }).check()
  await expect(page.getByRole('heading', { name: 'Create 3 managed accounts' })).toBeVisible()
  await expect(page.getByText('1 with rollup billing, 2 with their own balance.')).toBeVisible()
  await page.getByLabel('Reason').fill('Moved from another carrier')
  await page.getByLabel(/to confirm/).fill('3')
  await start.click()

  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/)
  await expect(page.getByText('corrected.csv')).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'Done' })).toHaveCount(3, { timeout: 60_000 })
  const results = await saved(page, () => page.getByRole('button', { name: 'Results', exact: true }).click())
  const made = sandbox.accounts().filter(account => /^Import (Nord|Ost|West)/.test(account.organization_name))
  expect(results.rows.slice(1).map(row => [row[0], row[1], row[5], row[6]])).toEqual(
    ['Import Nord GmbH', 'Import Ost', 'Import West'].map((name, at) => [
      String(at + 2),
      name,
      'Done',
      made.find(account => account.organization_name === name)?.id,
    ]),
  )
  expect(made.map(account => account.rollup_billing).sort()).toEqual([false, false, true])
  const asked = JSON.stringify(sandbox.calls().map(call => call.body))
  expect(asked).not.toContain('hunter2')
})

test('on a phone, a dropped file without column names can be imported by choosing its columns', async ({ open }) => {
  const page = await open('manager', { viewport: { width: 375, height: 780 } })
  await page.goto('/accounts/import')
  const file = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['Foo,Bar\nPhone import,phone@import.example\n'], 'phone.csv', { type: 'text/csv' }))
    return data
  })
  await page.getByText('Up to 5,000 rows').dispatchEvent('drop', { dataTransfer: file })
  await expect(page.getByLabel('Business name')).toHaveValue('')
  await page.getByRole('button', { name: 'Check 1 row' }).click()
  await expect(page.getByText('Choose the column with the business names.')).toBeVisible()
  await expect(page.getByText('Choose rollup billing or own balance.')).toBeVisible()
  await page.getByLabel('Business name').selectOption('Foo')
  await page.getByLabel('E-mail').selectOption('Bar')
  await page.getByLabel('Rollup billing').selectOption('All: own balance')
  await expect(page.getByRole('row').filter({ hasText: 'Phone import' })).toContainText('phone@import.example')
  await page.getByRole('button', { name: 'Check 1 row' }).click()
  await expect(page.getByRole('heading', { name: 'Create 1 managed account' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
})

test('known channel limits are imported from a file, and nothing is sent to Telnyx', async ({
  asManager: page,
  sandbox,
  take,
}) => {
  const [one, two] = [take(), take()]
  await page.goto('/channels')
  await page.getByRole('link', { name: 'Import channel limits' }).click()
  await choose(page, 'limits.csv', `E-mail,Channels\n${one.email},31\n${two.email},lots\nnobody@nowhere.example,5\n,\n`)
  await page.getByRole('button', { name: 'Check 3 limits' }).click()
  await expect(found(page)).toContainText('This is not a valid limit.')
  await expect(found(page)).toContainText('The console does not have this account.')
  await nothingFound(page, 'light', 'the check of channel limits')
  await page.getByLabel('Reason').fill('From the contracts')
  await page.getByRole('button', { name: 'Import 1 channel limit', exact: true }).click()
  await expect(page).toHaveURL(/\/channels$/)
  await page.goto(`/channels?q=${one.id}`)
  const row = page.getByRole('row').filter({ hasText: one.organization_name })
  await expect(row).toContainText('31')
  await expect(row).toContainText('Imported')
  expect(sandbox.calls().filter(call => call.method === 'PATCH' && call.path.includes(one.id))).toEqual([])
  await page.goto(`/accounts/${one.id}`)
  await expect(page.getByRole('main')).toContainText('Import channel limit')
  await expect(page.getByRole('main')).toContainText('From the contracts')
})
