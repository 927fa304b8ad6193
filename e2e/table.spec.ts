import type { Page } from '@playwright/test'
import { nothingFoundInBoth } from './axe'
import { expect, test } from './fixtures'
import { openFilter } from './steps'

const table = (page: Page) => page.getByRole('table', { name: 'Managed accounts' })
const names = (page: Page) => table(page).getByRole('row').locator('td a').allTextContents()

/** The answer is there, and every row of it: those out of sight are drawn a moment after the others. */
async function expectDrawn(page: Page) {
  await expect(table(page)).toHaveAttribute('aria-busy', 'false')
  await expect(table(page).locator('tbody')).not.toHaveAttribute('aria-busy', 'true')
  // Counts arrive after the rows.
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('status')).toHaveAttribute(
    'aria-busy',
    'false',
  )
}

/** The visible state of the table: the rows, their order, and the page. */
async function seen(page: Page) {
  await expectDrawn(page)
  return { names: await names(page), pages: await page.getByRole('navigation', { name: 'Pages' }).textContent() }
}

test('Back, reload and a pasted link restore the same table', { tag: '@both' }, async ({
  asSupport: page,
  open,
  sandbox,
}) => {
  await page.goto('/accounts')
  await expect(table(page)).toBeVisible()

  await (await openFilter(page, 'Status')).getByLabel('Enabled').check()
  await expect(page).toHaveURL(/status=enabled/)
  await page.keyboard.press('Escape')
  await page.getByRole('searchbox', { name: 'Search accounts' }).fill('example')
  await expect(page).toHaveURL(/q=example/)
  await page.getByRole('columnheader', { name: 'E-mail' }).getByRole('button').click()
  await expect(page).toHaveURL(/sort=email/)
  await page.getByLabel('Rows', { exact: true }).selectOption('25')
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(page).toHaveURL(/page=2/)

  // Page 2 of what was searched for, by e-mail, as Telnyx itself would have it. Other tests create accounts with other addresses.
  const enabled = sandbox
    .accounts()
    .filter(
      ({ status, email, organization_name: name }) => status === 'enabled' && `${email} ${name}`.includes('example'),
    )
  expect(enabled.length).toBeGreaterThan(26)
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('26')
  await expect(table(page).getByRole('row')).toHaveCount(1 + Math.min(25, enabled.length - 25))
  await expectDrawn(page)
  const heads = await table(page).getByRole('columnheader').allTextContents()
  const emails = await table(page)
    .locator(`tbody td:nth-child(${heads.indexOf('E-mail') + 1})`)
    .allTextContents()
  expect(emails).toEqual([...emails].sort(new Intl.Collator('und').compare))
  const before = await seen(page)
  const address = page.url()

  await table(page).getByRole('link').first().click()
  await expect(page).toHaveURL(/\/accounts\/[0-9a-f-]{36}$/)
  await page.goBack()
  await expect(page).toHaveURL(address)
  await expect.poll(() => seen(page)).toEqual(before)

  // Each step has its own history entry. Tested before the reload, because after a reload two quick Backs make Next.js load the document.
  await page.goBack()
  await expect(page).not.toHaveURL(/page=2/)
  await page.goBack()
  await expect(page).not.toHaveURL(/size=25/)
  await page.goBack()
  await expect(page).not.toHaveURL(/sort=email/)
  await expect(page).toHaveURL(/status=enabled/)
  for (let step = 0; step < 3; step++) await page.goForward()
  await expect.poll(() => seen(page)).toEqual(before)

  await page.reload()
  await expect.poll(() => seen(page)).toEqual(before)

  const colleague = await open('manager')
  await colleague.goto(address)
  await expect.poll(() => names(colleague)).toEqual(before.names)
  await expect(colleague.getByRole('searchbox', { name: 'Search accounts' })).toHaveValue('example')
})

test('every filter can be reached at every width', async ({ asManager: page }) => {
  for (const width of [1920, 1280, 768, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('/accounts?size=25')
    await expect(table(page)).toBeVisible()
    if (width === 1280) {
      const tops = await page
        .getByRole('searchbox', { name: 'Search accounts' })
        .locator('xpath=ancestor::search/..')
        .evaluate(bar =>
          [...bar.querySelectorAll('search, button[popovertarget]')]
            .filter(one => one.checkVisibility() && !one.closest('[popover] [popover]'))
            .map(one => one.getBoundingClientRect().bottom),
        )
      expect(Math.max(...tops) - Math.min(...tops), 'the filters stand in one line').toBeLessThan(8)
    }
    if (width === 390) await page.getByRole('button', { name: 'Filters', exact: true }).click()
    await page.getByRole('button', { name: 'More filters' }).click()
    const panel = page.getByRole('dialog', { name: 'More filters' })
    const apply = panel.getByRole('button', { name: 'Apply' })
    await expect(apply).toBeInViewport({ ratio: 1 })
    for (const label of await panel.getByLabel(/ (from|to)$/).all()) {
      const box = await label.boundingBox()
      expect(box && box.x >= 0 && box.x + box.width <= width, `a field at ${width}`).toBe(true)
    }
    expect(await panel.evaluate(one => one.scrollWidth - one.clientWidth), `sideways at ${width}`).toBe(0)
    await panel.getByLabel('Created to').fill('2020-01-01')
    await apply.click()
    await expect(page).toHaveURL(/createdTo=2020-01-01/)
  }
})

test('at 200 % zoom seven accounts are in sight', async ({ open }) => {
  // A window of 1440 x 900 at twice the size.
  const page = await open('manager', { viewport: { width: 720, height: 450 } })
  await page.goto('/accounts?size=25')
  await expect(table(page)).toBeVisible()
  const seen = await table(page)
    .locator('tr[data-row-id]')
    .evaluateAll(all => all.filter(row => row.getBoundingClientRect().bottom <= window.innerHeight).length)
  expect(seen).toBeGreaterThanOrEqual(7)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
})

test('a search that fails says so under its field, which asks for another', async ({ asManager: page, noise }) => {
  noise.allow(/status of 400/)
  await page.goto('/accounts?size=25')
  const search = page.getByRole('searchbox', { name: 'Search accounts' })
  const fails = { code: 'invalid', message: 'This search cannot be answered.', hint: 'Try fewer words.' }
  await page.route('**/api/accounts?**q=*', route => route.fulfill({ status: 400, json: { problem: fails } }))
  await search.fill('acme')
  const failure = page.getByRole('alert').filter({ hasText: 'This search cannot be answered.' })
  await expect(failure.getByRole('button', { name: 'Try again' })).toBeVisible()
  await expect(page.locator('tr[data-row-id]'), 'no row of the search before').toHaveCount(0)
  await expect(search).toBeFocused()
  await expect(page.getByRole('button', { name: 'More filters' })).toBeEnabled()
  await nothingFoundInBoth(page, 'a failed search')
  await search.fill('')
  await expect(page.locator('tr[data-row-id]').first()).toBeVisible()
  await expect(failure).toHaveCount(0)
})

test('an address with invalid values still shows the table', async ({ asFinance: page }) => {
  await page.goto('/accounts?status=sleeping&sort=nothing&page=-4&size=7&rollup=,,&createdFrom=31-31&creditMin=x')
  await expect(table(page).getByRole('row')).not.toHaveCount(1)
  for (const screen of ['/accounts', '/channels', '/billing?view=own', '/organization', '/audit']) {
    await page.goto(`${screen}${screen.includes('?') ? '&' : '?'}q=%00%27%25_%5C`)
    await expect(page.getByRole('table').first(), screen).toBeVisible()
    await expect(page.getByText(/^(No account matches|No users match|No entries match)/), screen).toBeVisible()
  }
  await page.goto('/accounts?page=4000')
  await expect(page.getByText('There is no page 4,000')).toBeVisible()
  await page.getByRole('button', { name: 'Go to page 1' }).click()
  await expect(table(page).getByRole('row')).not.toHaveCount(1)
})

test('the choice of columns is kept for the operator, also in another browser', async ({ asFinance: page, open }) => {
  const column = (one: Page) => one.getByRole('columnheader', { name: 'E-mail' })
  await page.goto('/accounts')
  await expect(column(page)).toBeVisible()
  await page.getByRole('button', { name: 'Columns' }).click()
  const menu = page.getByRole('dialog', { name: 'Columns' })
  const kept = page.waitForResponse(response => 'next-action' in response.request().headers())
  await menu.getByLabel('E-mail', { exact: true }).uncheck()
  await expect(column(page)).toHaveCount(0)
  await kept

  const elsewhere = await open('finance')
  await elsewhere.goto('/accounts')
  await expect(table(elsewhere)).toBeVisible()
  await expect(column(elsewhere)).toHaveCount(0)
  const colleague = await open('manager')
  await colleague.goto('/accounts')
  await expect(column(colleague), 'a colleague keeps theirs').toBeVisible()

  const reset = page.waitForResponse(response => 'next-action' in response.request().headers())
  await menu.getByRole('button', { name: 'Reset' }).click()
  await reset
  await elsewhere.reload()
  await expect(column(elsewhere)).toBeVisible()
})

test('search matches beginnings of words from the first letter on, and any part from the third', {
  tag: '@both',
}, async ({ asManager: page, sandbox }) => {
  const account = sandbox.accounts().find(one => /^[A-Z][a-z]{4,}/.test(one.organization_name))
  if (!account) throw new Error('The fleet has no such name.')
  const word = /^[A-Z][a-z]+/.exec(account.organization_name)?.[0] ?? ''
  await page.goto('/accounts')
  const search = page.getByRole('searchbox', { name: 'Search accounts' })
  const found = table(page).getByRole('link', { name: account.organization_name, exact: true }).first()
  for (const text of [word.slice(0, 1), word.slice(1, 5), account.email.slice(0, 12), account.id.slice(0, 13)]) {
    await search.fill(text)
    await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(text).slice(0, 8)}`))
    await expect(found, `searching for ${text}`).toBeVisible()
  }
  await search.fill('zzz no such account')
  await expect(page.getByText('No account matches')).toBeVisible()
  // A typing error: a letter typed twice.
  await search.fill(`${word.slice(0, 3)}${word.slice(2)}`)
  await expect(page.getByText('Similar names')).toBeVisible()
  await expect(
    page
      .getByRole('listitem')
      .getByRole('link', { name: new RegExp(`^${word}`) })
      .first(),
  ).toBeVisible()
})
