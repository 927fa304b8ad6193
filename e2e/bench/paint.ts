import type { Page } from '@playwright/test'

/** What happens: a click on the first match, or a text typed into it as its last key does. */
export type Deed = { selector: string; hasText?: string; type?: string }

/**
 * Does it inside the page and answers after how many milliseconds other rows were painted; null when the rows stayed the same for five
 * seconds. Measured in the page itself, so that the way between this process and the browser does not count.
 */
export function untilPainted(page: Page, deed: Deed): Promise<number | null> {
  return page.evaluate(async ({ selector, hasText, type }) => {
    const rows = () =>
      [...document.querySelectorAll<HTMLElement>('tbody tr[data-row-id]')].map(row => row.dataset.rowId).join()
    const target = [...document.querySelectorAll<HTMLElement>(selector)].find(
      one => hasText === undefined || one.textContent?.includes(hasText),
    )
    if (!target) throw new Error(`nothing to act on: ${selector} ${hasText ?? ''}`)
    const before = rows()
    const changed = new Promise<boolean>(resolve => {
      const observer = new MutationObserver(() => {
        if (rows() === before) return
        observer.disconnect()
        resolve(true)
      })
      observer.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true })
      setTimeout(() => {
        observer.disconnect()
        resolve(false)
      }, 5_000)
    })
    const start = performance.now()
    if (type === undefined) target.click()
    else {
      // As React's own inputs are driven: the value by its native setter, then the event.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(target, type)
      target.dispatchEvent(new Event('input', { bubbles: true }))
    }
    if (!(await changed)) return null
    // The frame that paints it, and the moment after.
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now() - start
  }, deed)
}
