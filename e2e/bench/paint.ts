import type { Locator, Page } from '@playwright/test'
import { type BrowserFigures, timing } from '../../server/cli/bench/figures'

/**
 * Acts by a trusted event and answers after how many milliseconds all rows of the page satisfied the new question and were painted:
 * from the time stamp of the click (or of the last input) to the second frame after the table stopped being busy. Null when the rows
 * stayed the same for five seconds. Both ends are read in the page, so the way between this process and the browser does not count.
 */
export async function untilPainted(
  page: Page,
  event: 'click' | 'input',
  act: () => Promise<void>,
): Promise<number | null> {
  const painted = await page.evaluateHandle(event => {
    const ids = () =>
      [...document.querySelectorAll<HTMLElement>('tbody tr[data-row-id]')].map(row => row.dataset.rowId).join()
    const isSettled = () =>
      document.querySelector('table[aria-busy=true], tbody[aria-busy=true], tbody[inert]') === null
    const before = ids()
    let begun = 0
    const note = ({ timeStamp }: Event) => {
      begun = timeStamp
    }
    window.addEventListener(event, note, { capture: true })
    return {
      done: new Promise<number | null>(resolve => {
        const timer = setTimeout(() => end(null), 5_000)
        const observer = new MutationObserver(() => {
          if (begun === 0 || !isSettled() || ids() === before) return
          observer.disconnect()
          requestAnimationFrame(() => requestAnimationFrame(() => end(performance.now() - begun)))
        })
        observer.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true })
        function end(milliseconds: number | null) {
          clearTimeout(timer)
          window.removeEventListener(event, note, { capture: true })
          observer.disconnect()
          resolve(milliseconds)
        }
      }),
    }
  }, event)
  await act()
  return painted.evaluate(({ done }) => done)
}

const click = (page: Page, target: Locator) => untilPainted(page, 'click', () => target.click())

/** A page of 25 accounts that has forgotten its earlier answers. */
async function fresh(page: Page, search = ''): Promise<void> {
  await page.goto(`/accounts?size=25${search}`)
  await page.locator('tbody tr[data-row-id]').first().waitFor()
  await settled(page)
}

/** The milliseconds of so many sorts, by five columns in turn. */
export async function timeSorts(page: Page, rounds: number): Promise<(number | null)[]> {
  const columns = ['E-mail', 'Created', 'Pricing', 'Status', 'Name']
  const all: (number | null)[] = []
  for (let turn = 0; turn < rounds; turn++) {
    if (turn % columns.length === 0) await fresh(page, `&page=${1 + (turn % 4)}`)
    await settled(page)
    all.push(await click(page, page.locator('thead th button', { hasText: columns[turn % columns.length] ?? '' })))
  }
  return all
}

/** Each kind so many times, on a page that has forgotten its earlier answers every few rounds. The first of each kind runs cold code. */
export async function measureClicks(page: Page, rounds: number): Promise<BrowserFigures['clicks']> {
  const clicks: Record<keyof BrowserFigures['clicks'], (number | null)[]> = {
    sort: await timeSorts(page, rounds),
    nextPage: [],
    facet: [],
    search: [],
  }
  for (let turn = 0; turn < rounds; turn++) {
    if (turn % 8 === 0) await fresh(page, `&sort=${turn % 16 ? '-' : ''}email`)
    await settled(page)
    clicks.nextPage.push(await click(page, page.getByRole('button', { name: 'Next page' })))
  }
  for (let turn = 0; turn < rounds; turn++) {
    const value = ['Disabled', 'Blocked', 'Cancelled'][turn % 3] ?? ''
    if (turn % 3 === 0) await fresh(page, `&sort=${turn % 2 ? '-' : ''}created`)
    await settled(page)
    const option = page.locator('[popover]:popover-open label', { hasText: value })
    if (!(await option.isVisible()))
      await page
        .getByRole('button', { name: /^Status/ })
        .first()
        .click()
    await option.waitFor()
    await settled(page)
    clicks.facet.push(await click(page, option))
  }
  const words = ['harbor', 'te', 'silva', 'office', 'n', 'garcia', 'dental', 'reynolds']
  for (let turn = 0; turn < rounds; turn++) {
    if (turn % words.length === 0)
      await fresh(page, `&sort=${['name', '-name', 'email', '-email'][(turn / words.length) % 4]}`)
    await settled(page)
    const word = words[turn % words.length] ?? ''
    clicks.search.push(await untilPainted(page, 'input', () => page.locator('input[type=search]').fill(word)))
  }
  const figures = (all: (number | null)[]) => {
    const [first = null, ...rest] = all
    const painted = rest.filter(one => one !== null)
    return {
      ...timing(painted),
      first: first === null ? null : Math.round(first),
      missed: rest.length - painted.length,
    }
  }
  const { sort, nextPage, facet, search } = clicks
  return { sort: figures(sort), nextPage: figures(nextPage), facet: figures(facet), search: figures(search) }
}

/** Opens the command palette so many times and searches in it. The first opening loads its code and is left out. */
export async function measurePalette(page: Page, rounds: number): Promise<BrowserFigures['palette']> {
  const open: number[] = []
  const answer: number[] = []
  const words = ['harbor', 'silva', 'office', 'garcia', 'dental', 'reynolds']
  for (let turn = 0; turn <= rounds; turn++) {
    const opened = await painted(page, 'keydown', 'dialog [role=option]', () => page.keyboard.press('Control+k'))
    const word = words[turn % words.length] ?? ''
    const found = await painted(page, 'input', '[role=option][id*=account]:not([aria-disabled])', () =>
      page.getByRole('combobox', { name: 'Find or run' }).fill(word),
    )
    if (turn > 0) open.push(opened)
    if (turn > 0) answer.push(found)
    await page.keyboard.press('Escape')
    await settled(page)
  }
  return { openMs: timing(open), answerMs: timing(answer) }
}

/** Milliseconds from the event to the second frame with such an element. Throws when there is none for ten seconds. */
async function painted(page: Page, event: string, selector: string, act: () => Promise<void>): Promise<number> {
  const handle = await page.evaluateHandle(
    ([event, selector]) => {
      let begun = 0
      const note = ({ timeStamp }: Event) => {
        begun = timeStamp
      }
      window.addEventListener(event, note, { capture: true })
      return {
        done: new Promise<number>((resolve, reject) => {
          setTimeout(() => reject(new Error(`No ${selector} appeared.`)), 10_000)
          const observer = new MutationObserver(() => {
            if (begun === 0 || !document.querySelector(selector)) return
            observer.disconnect()
            window.removeEventListener(event, note, { capture: true })
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)))
          })
          observer.observe(document.body, { childList: true, subtree: true, attributes: true })
        }),
      }
    },
    [event, selector] as const,
  )
  await act()
  return handle.evaluate(({ done }) => done)
}

/** What was measured before must be over. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(250)
}
