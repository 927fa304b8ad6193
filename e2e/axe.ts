import { expect, type Page } from '@playwright/test'
import axe, { type RunOptions } from 'axe-core'

export type Theme = 'light' | 'dark'

/**
 * WCAG 2.2 AA and axe's best practices: without exceptions. While a dialog is open, only the dialog is checked; the
 * screen under it is checked separately.
 */
export async function nothingFound(page: Page, theme: Theme, what: string): Promise<void> {
  const options: RunOptions = {
    resultTypes: ['violations'],
    // The dark theme changes only colours, so only colours are checked.
    ...(theme === 'dark' && { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }),
  }
  // After a click Next.js shows the new screen about 100 ms before its title, and axe wants a title.
  await expect(page).toHaveTitle(/./)
  // Its source is half a megabyte: once per page, not per question.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const found = await page.evaluate(async asked => {
    const place = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(place, asked)
    return violations.map(
      one => `${one.id}: ${one.nodes.map(node => `${node.target.join(' ')} (${node.any[0]?.message})`).join(', ')}`,
    )
  }, options)
  expect(found, `axe on ${what}, ${theme}`).toEqual([])
}

/** The same in both themes, on the page as it is. */
export async function nothingFoundInBoth(page: Page, what: string): Promise<void> {
  await nothingFound(page, 'light', what)
  await page.emulateMedia({ colorScheme: 'dark' })
  await nothingFound(page, 'dark', what)
  await page.emulateMedia({ colorScheme: 'light' })
}
