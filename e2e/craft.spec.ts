import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'

const table = (page: Page) => page.getByRole('table', { name: 'Managed accounts' })
const rows = (page: Page) => table(page).locator('tbody tr')
const nameIn = (row: Locator) => row.locator('td a').first()
const boxes = (page: Page) => rows(page).getByRole('checkbox')
const ticked = (page: Page) => rows(page).getByRole('checkbox', { checked: true })
const bar = (page: Page) => page.getByRole('region', { name: 'Selection', exact: true })
const panel = (page: Page) => page.getByRole('complementary', { name: /^Preview of/ })
const head = (page: Page, name: string) => table(page).getByRole('columnheader', { name, exact: true })

async function list(page: Page, search = '?size=25'): Promise<void> {
  await page.goto(`/accounts${search}`)
  await settled(page)
}

/** The requested rows are shown, and the page handles keys. */
async function settled(page: Page): Promise<void> {
  await expect(table(page).locator('tr[data-row-id]').first()).toBeVisible()
  const alive = () =>
    rows(page)
      .first()
      .evaluate(row => Object.keys(row).some(key => key.startsWith('__reactProps')))
  await expect.poll(alive).toBe(true)
  await expect(table(page)).toHaveAttribute('aria-busy', 'false')
}

/** Pixels, from the left edge of what is seen of the table. */
async function place(page: Page, column: string): Promise<{ left: number; width: number }> {
  const box = await head(page, column).boundingBox()
  const frame = await table(page).locator('xpath=..').boundingBox()
  if (!box || !frame) throw new Error(`The column ${column} is not in sight.`)
  return { left: Math.round(box.x - frame.x), width: Math.round(box.width) }
}

async function kept(page: Page, work: () => Promise<void>): Promise<void> {
  const answer = page.waitForResponse(response => 'next-action' in response.request().headers())
  await work()
  await answer
}

test('column widths, pins and row height survive a reload and apply in the operator’s other browsers', async ({
  asOwner: page,
  open,
}) => {
  await list(page)
  const before = await place(page, 'Custom pricing')
  const handle = page.getByRole('separator', { name: 'Width of Custom pricing' })
  const grip = await handle.boundingBox()
  if (!grip) throw new Error('There is no handle.')
  await page.mouse.move(grip.x + grip.width / 2, grip.y + 10)
  await page.mouse.down()
  await page.mouse.move(grip.x + 60, grip.y + 12, { steps: 4 })
  await kept(page, () => page.mouse.up())
  const dragged = await place(page, 'Custom pricing')
  expect(dragged.width).toBeGreaterThan(before.width + 40)
  expect(dragged.left, 'what is left of it stays').toBe(before.left)

  await handle.focus()
  await kept(page, () => page.keyboard.press('ArrowRight'))
  await expect(handle).toHaveAttribute('aria-valuenow', String(dragged.width + 8))
  // All edges are one stop of Tab; the arrows lead from one to the next.
  await expect(table(page).locator('[role=separator][tabindex="0"]')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await expect(handle).not.toBeFocused()
  await expect(table(page).locator('[role=separator][tabindex="0"]')).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(handle).toBeFocused()

  await page.getByRole('button', { name: 'Columns' }).click()
  const menu = page.getByRole('dialog', { name: 'Columns' })
  await kept(page, () => menu.getByRole('button', { name: 'Pin Custom pricing to the left' }).click())
  await kept(page, () => menu.getByText('Compact').click())
  await page.keyboard.press('Escape')

  const arranged = async (one: Page) => {
    const frame = table(one).locator('xpath=..')
    const still = await place(one, 'Custom pricing')
    await frame.evaluate(element => element.scrollTo({ left: 300 }))
    await expect.poll(() => place(one, 'Custom pricing'), 'it stays while the rest scrolls').toEqual(still)
    const height = await rows(one)
      .first()
      .evaluate(row => row.getBoundingClientRect().height)
    return { ...still, height }
  }
  const mine = await arranged(page)
  expect(mine).toMatchObject({ width: dragged.width + 8, height: 28 })
  await page.reload()
  await settled(page)
  expect(await arranged(page)).toEqual(mine)
  const elsewhere = await open('owner')
  await list(elsewhere)
  expect(await arranged(elsewhere)).toEqual(mine)

  const grab = elsewhere.getByRole('separator', { name: 'Width of Custom pricing' })
  await kept(elsewhere, () => grab.dblclick())
  await expect.poll(async () => (await place(elsewhere, 'Custom pricing')).width).toBe(before.width)
  await elsewhere.getByRole('button', { name: 'Columns' }).click()
  await kept(elsewhere, () => elsewhere.getByRole('button', { name: 'Reset', exact: true }).click())
  await table(elsewhere)
    .locator('xpath=..')
    .evaluate(element => element.scrollTo({ left: 0 }))
  await expect.poll(() => place(elsewhere, 'Custom pricing')).toEqual(before)
})

test('a selection survives paging, sorting and opening an account, and selecting all matches freezes them', async ({
  asSupport: page,
}) => {
  await list(page)
  await boxes(page).nth(1).click()
  await boxes(page)
    .nth(4)
    .click({ modifiers: ['Shift'] })
  await expect(bar(page)).toContainText('4 selected')
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(page).toHaveURL(/page=2/)
  await expect(ticked(page)).toHaveCount(0)
  await page.getByLabel('Select all rows on this page').click()
  await expect(ticked(page)).toHaveCount(25)
  await expect(bar(page)).toContainText('29 selected')
  await expect(bar(page)).toContainText('25 on this page')

  await page.getByRole('button', { name: 'Previous page' }).click()
  await expect(ticked(page)).toHaveCount(4)
  await nameIn(rows(page).first()).click()
  await expect(page).toHaveURL(/\/accounts\/[0-9a-f-]{36}$/)
  await page.goBack()
  await expect(ticked(page)).toHaveCount(4)
  await head(page, 'Created').getByRole('button').click()
  await expect(page).toHaveURL(/sort=created/)
  await settled(page)
  await expect(bar(page)).toContainText('29 selected')

  await page.keyboard.press('Escape')
  await expect(bar(page)).toHaveCount(0)
  await page.getByLabel('Select all rows on this page').click()
  const all = bar(page).getByRole('button', { name: /^Select all [\d,]+ matching$/ })
  const count = /[\d,]+/.exec((await all.textContent()) ?? '')?.[0]
  await all.click()
  const words = new RegExp(`^All ${count} accounts that matched at \\d\\d:\\d\\d are selected$`)
  await expect(bar(page).getByText(words)).toBeVisible()
  await expect(ticked(page)).toHaveCount(25)

  // A single box says why it stays; nothing is lost by a slip.
  await boxes(page).first().click({ force: true })
  await expect(page.getByText('Clear the selection to select single accounts.').first()).toBeVisible()
  await expect(ticked(page)).toHaveCount(25)
  await page.getByRole('searchbox', { name: 'Search accounts' }).fill('example')
  await expect(page).toHaveURL(/q=example/)
  await expect(bar(page).getByText(words)).toBeVisible()
  await expect(bar(page)).toContainText('The list shows another search now')
  await expect(ticked(page)).toHaveCount(0)
  await bar(page).getByRole('button', { name: 'Clear' }).click()
  await expect(bar(page)).toHaveCount(0)
  await boxes(page).first().click()
  await expect(bar(page)).toContainText('1 selected')
})

test('after sorting, the table shows complete rows from the top, and the focus stays on its account', async ({
  asManager: page,
}) => {
  await list(page, '?size=50')
  const frame = table(page).locator('xpath=..')
  await frame.evaluate(box => box.scrollTo({ top: 700 }))
  await table(page).getByRole('columnheader', { name: 'Name' }).getByRole('button').first().click()
  const answer = await page.request.get('/api/accounts?size=50&sort=-name')
  const { rows: expected } = (await answer.json()) as { rows: { id: string }[] }
  const ids = () => rows(page).evaluateAll(all => all.map(row => row.dataset.rowId))
  await expect.poll(ids).toEqual(expected.map(row => row.id))
  expect(await frame.evaluate(box => box.scrollTop)).toBe(0)

  await list(page, '?q=harbor')
  const first = await rows(page).first().getAttribute('data-row-id')
  await table(page).getByRole('columnheader', { name: 'Name' }).getByRole('button').first().click()
  await expect(rows(page).first()).not.toHaveAttribute('data-row-id', first ?? '')
  const held = page.locator(`tr[data-row-id="${first}"]`)
  await held.getByRole('checkbox').focus()
  await page.goBack()
  await expect(rows(page).first()).toHaveAttribute('data-row-id', first ?? '')
  await expect(held.getByRole('checkbox')).toBeFocused()
})

test('arrow keys move through the accounts, and the preview panel follows', async ({ asManager: page }) => {
  await list(page)
  await page.keyboard.press('j')
  await page.keyboard.press(' ')
  const name = async (at: number) => (await nameIn(rows(page).nth(at)).textContent()) ?? ''
  await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText(await name(0))
  await expect(page).toHaveURL(/preview=[0-9a-f-]{36}/)
  await expect(panel(page).getByText('No notes yet.')).toBeVisible()

  const asked: string[] = []
  page.on('request', request => {
    if (/\/api\/accounts\/[0-9a-f-]{36}$/.test(request.url())) asked.push(request.url())
  })
  for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowDown')
  await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText(await name(5))
  await expect(rows(page).nth(5)).toBeFocused()
  await expect.poll(() => asked.length).toBeGreaterThan(0)
  expect(asked.length, 'rows passed over are not read').toBeLessThan(5)

  // The address follows a moment later: it is not written at every key.
  await expect(page).toHaveURL(new RegExp(`preview=${await rows(page).nth(5).getAttribute('data-row-id')}`))
  const address = page.url()
  await page.keyboard.press('ArrowRight')
  await expect(panel(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(panel(page)).toHaveCount(0)
  await expect(rows(page).nth(5)).toBeFocused()

  await page.goto(address)
  await settled(page)
  await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText(await name(5))
  await panel(page).getByRole('button', { name: 'Next account' }).click()
  await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText(await name(6))
  await panel(page).getByRole('link', { name: 'Open account' }).click()
  await expect(page).toHaveURL(/\/accounts\/[0-9a-f-]{36}$/)
  await page.goBack()
  await expect(panel(page)).toBeVisible()
})

test('the search field leads to the rows, keeps its text when an overlay closes, and Back returns to the row', async ({
  asSupport: page,
}) => {
  await list(page, '?size=50')
  await page.getByLabel('Select all rows on this page').click()
  await expect(bar(page), 'support changes 25 in 10 minutes').toContainText(
    'You can disable or enable up to 25 accounts in 10 minutes',
  )
  const search = page.getByRole('searchbox', { name: 'Search accounts' })
  await search.fill('exam')
  await expect(page).toHaveURL(/q=exam/)
  await settled(page)
  await search.press('Escape')
  await expect(bar(page)).toHaveCount(0)
  await expect(search).toHaveValue('exam')
  await search.press('Escape')
  await expect(search).toHaveValue('')

  // Typed and sent in one go: the focus goes to the first of the rows that answer.
  await search.pressSequentially('example')
  await search.press('Enter')
  await expect(page).toHaveURL(/q=example/)
  await expect(rows(page).first()).toBeFocused()
  await search.focus()
  await search.press('ArrowDown')
  await expect(rows(page).first()).toBeFocused()

  await page.keyboard.press('j')
  await page.keyboard.press('j')
  const id = await rows(page).nth(2).getAttribute('data-row-id')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/accounts/${id}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.goBack()
  await expect(page.locator(`tr[data-row-id="${id}"]`)).toBeFocused()
})

test('on a phone the preview is a sheet, and closing it returns the focus', async ({ open }) => {
  const page = await open('manager', { viewport: { width: 390, height: 800 } })
  await list(page)
  await rows(page).nth(2).focus()
  await page.keyboard.press(' ')
  const name = (await nameIn(rows(page).nth(2)).textContent()) ?? ''
  const sheet = page.getByRole('dialog', { name })
  await expect(sheet.getByText('Available credit')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(rows(page).nth(2)).toBeFocused()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
})

test('a row’s menu opens with the keyboard, and closing it returns the focus', async ({ asManager: page }) => {
  await list(page)
  await page.keyboard.press('j')
  for (const key of ['m', 'Shift+F10', 'ContextMenu']) {
    await page.keyboard.press(key)
    await expect(page.getByRole('menuitem', { name: 'Preview' }), key).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
    await expect(rows(page).first()).toBeFocused()
  }
  const button = rows(page)
    .first()
    .getByRole('button', { name: /^Actions for/ })
  await button.click()
  await expect(page.getByRole('menu')).toBeVisible()
  await button.click()
  await expect(page.getByRole('menu'), 'the same button closes it').toHaveCount(0)
})

test('the next page is shown from prefetched rows', async ({ asManager: page }) => {
  const ahead = page.waitForResponse(response => /\/api\/accounts\?.*page=2/.test(response.url()))
  await list(page)
  await ahead
  // From now on no request is answered, so the rows come from the cache.
  const held: (() => void)[] = []
  await page.route('**/api/accounts?**', async route => {
    await new Promise<void>(resolve => held.push(resolve))
    await route.continue().catch(() => undefined)
  })
  const first = (await nameIn(rows(page).first()).textContent()) ?? ''
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(nameIn(rows(page).first())).not.toHaveText(first)
  await expect(table(page)).toHaveAttribute('aria-busy', 'false')
  await page.getByRole('button', { name: 'Previous page' }).click()
  await expect(nameIn(rows(page).first())).toHaveText(first)
  await page.unroute('**/api/accounts?**')
  for (const release of held) release()
})
