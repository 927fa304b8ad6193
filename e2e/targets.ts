import type { Page } from '@playwright/test'

/** A finger needs 44 px (WCAG 2.5.5, and the platforms' own guides). */
const least = 44

/**
 * The visible controls that a finger can hit on less than 44 x 44 px, each with its size. The browser is asked which element a touch hits:
 * padding, labels and rows that open the same count. A link within a text is excepted, as in WCAG.
 */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(px => {
    const place = [...document.querySelectorAll('dialog:modal, [popover]:popover-open')].at(-1) ?? document.body
    const all = place.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [role=button], [role=option], [role=menuitem]',
    )
    const isInText = (element: HTMLElement) =>
      getComputedStyle(element).display === 'inline' &&
      element.parentElement?.textContent?.trim() !== element.textContent?.trim()
    const found: string[] = []
    for (const element of all) {
      const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      if (!shown || element.matches(':disabled, [inert] *, [aria-hidden=true] *') || isInText(element)) continue
      if (getComputedStyle(element).pointerEvents === 'none') continue
      element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
      const box = element.getBoundingClientRect()
      if (box.width <= 1 || box.height <= 1) continue
      // A tap anywhere on its row opens the same.
      const row = element.closest('[data-opens] > tr > .pin-first')?.parentElement
      const isHit = (x: number, y: number) => {
        const hit = document.elementFromPoint(x, y)
        const label = hit?.closest('label')
        return hit !== null && (element.contains(hit) || label?.control === element || row?.contains(hit) === true)
      }
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      const reach = (dx: number, dy: number) => {
        let at = 0
        while (at < px && isHit(x + dx * (at + 1), y + dy * (at + 1))) at += 1
        return at
      }
      const [width, height] = [reach(-1, 0) + reach(1, 0) + 1, reach(0, -1) + reach(0, 1) + 1]
      // Edges between two pixels.
      if (Math.min(width, height) >= px - 1) continue
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40)
      found.push(`${element.tagName.toLowerCase()} "${name}": ${width} x ${height}`)
    }
    return [...new Set(found)]
  }, least)
}
