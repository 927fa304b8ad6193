import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { openRound } from './steps'

type Figure = { text: string; href: string; figure: number | null }

/** Every link of the screen that is no row of a list and no way to one account or job; times and names are no figures. */
async function linksOn(page: Page, screen: string): Promise<Figure[]> {
  await page.goto(screen)
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(main.locator('[aria-busy="true"]')).toHaveCount(0)
  return main.locator('a[href^="/"]').evaluateAll(links =>
    links.flatMap(link => {
      const href = link.getAttribute('href') ?? ''
      const copy = link.cloneNode(true) as HTMLElement
      for (const other of copy.querySelectorAll('time, bdi')) other.remove()
      const figure = link.getAttribute('data-figure')
      const single = link.closest('table') !== null || /^\/(accounts|jobs)\/[^?]+$/.test(href)
      if (figure === null && single) return []
      return [{ text: copy.textContent ?? '', href, figure: figure === null ? null : Number(figure) }]
    }),
  )
}

/** How many rows the list behind an address has, by the codec of its own screen. */
async function rowsBehind(page: Page, href: string): Promise<number> {
  const { pathname, search, searchParams } = new URL(href, page.url())
  if (pathname === '/billing' && !searchParams.has('view')) {
    const { round } = await (await page.request.get('/api/reviews')).json()
    return (await (await page.request.get(`/api/reviews/${round.id}/items`)).json()).rowCount
  }
  const request = searchParams.get('request')
  const route = request
    ? `/api/approvals/${request}`
    : pathname.startsWith('/jobs/')
      ? `/api${pathname}/items${search}`
      : `/api${pathname}${pathname === '/accounts' ? '/counts' : ''}${search}`
  const answer = await (await page.request.get(route)).json()
  return answer.rowCount ?? answer.total
}

async function wrongFigures(page: Page, screens: readonly string[]): Promise<string[]> {
  const wrong: string[] = []
  for (const screen of screens) {
    for (const { text, href, figure } of await linksOn(page, screen)) {
      if (figure === null) {
        if (/\d/.test(text)) wrong.push(`${screen}: "${text}" states a figure and does not say which rows`)
        continue
      }
      const rows = await rowsBehind(page, href)
      const says = new RegExp(`(?<!\\d)${figure}(?!\\d)`).test(text.replaceAll(',', ''))
      if (rows !== figure || !says) wrong.push(`${screen}: "${text}" (${figure}) leads to ${rows} rows at ${href}`)
    }
  }
  return wrong
}

const screens = ['/', '/billing', '/channels', '/organization', '/jobs']

test('every linked figure leads to exactly the rows that it counts', async ({ asOwner: page, site }) => {
  // What waits for a reviewer is a figure too.
  await page.goto('/billing')
  await openRound(page, 'A round to count')
  // Until all balances are known their figures still grow.
  await expect
    .poll(
      async () => {
        const { credit } = await (await page.request.get(`${site.url}/api/overview`)).json()
        return credit.of - credit.known
      },
      { timeout: 60_000 },
    )
    .toBe(0)
  // The fleet may still be settling what an earlier test did to it; a figure that lies stays wrong.
  await expect.poll(() => wrongFigures(page, screens), { timeout: 60_000 }).toEqual([])

  const links = await linksOn(page, '/')
  const paths = new Set(links.filter(link => link.figure).map(link => new URL(link.href, page.url()).pathname))
  expect([...paths]).toEqual(expect.arrayContaining(['/accounts', '/billing', '/channels']))
  const toReview = links.find(({ href }) => href === '/billing')?.figure
  await expect(page.getByRole('navigation', { name: 'Main' }).getByText(`${toReview} to review`)).toBeAttached()
  for (const path of paths) {
    const link = links.find(({ href, figure }) => figure && new URL(href, page.url()).pathname === path)
    if (!link) continue
    await page.goto(link.href)
    const shown = (await page.getByRole('navigation', { name: 'Pages' }).getByRole('status').textContent()) ?? ''
    expect(shown.replaceAll(',', ''), `${link.text} → ${link.href}`).toMatch(new RegExp(` of ${link.figure}$`))
  }
})

test('support sees no figure about balances or flags, and its other figures are right', async ({ asSupport: page }) => {
  await expect.poll(() => wrongFigures(page, ['/', '/channels', '/jobs']), { timeout: 60_000 }).toEqual([])
  const links = await linksOn(page, '/')
  expect(links.some(({ figure }) => figure)).toBe(true)
  expect(
    links.filter(({ href, text }) => href.startsWith('/billing') || /credit|review.* to decide/.test(text)),
  ).toEqual([])
  await expect(page.getByRole('navigation', { name: 'Main' }).getByText('to review')).toHaveCount(0)
})
