import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export type Theme = 'light' | 'dark'

/** WCAG 2.2 AA and axe's best practices: nothing is excepted. */
export async function nothingFound(page: Page, theme: Theme, what: string): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  // The dark theme changes colours alone, so it is asked about colours alone.
  if (theme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
  const { violations } = await axe.analyze()
  const found = violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`)
  expect(found, `axe on ${what}, ${theme}`).toEqual([])
}

/** The same in both themes, on the page as it is. */
export async function nothingFoundInBoth(page: Page, what: string): Promise<void> {
  await nothingFound(page, 'light', what)
  await page.emulateMedia({ colorScheme: 'dark' })
  // A colour on its way is neither the one nor the other.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(one => one.finished)))
  await nothingFound(page, 'dark', what)
  await page.emulateMedia({ colorScheme: 'light' })
}
