import { localText, relativeText } from './time-words'
import { readNow } from './use-now'

// Sets the titles of table cells on hover: exact times, the age of a figure, cut-off texts. As attributes of every cell
// they would be a fifth of the page's size.

let titled: HTMLElement | null = null

/** Returns a function that stops it. */
export function titlesOnHover(): () => void {
  document.addEventListener('pointerover', onPointerOver)
  return () => {
    document.removeEventListener('pointerover', onPointerOver)
    forgetTitle()
  }
}

/** Removes the title, because the content under the pointer has changed. */
export function forgetTitle(): void {
  titled?.removeAttribute('title')
  titled = null
}

function onPointerOver({ target }: PointerEvent) {
  if (!(target instanceof Element)) return
  forgetTitle()
  const words = instantWords(target) ?? cutWords(target)
  const element = target.closest<HTMLElement>('time, [data-as-of], td')
  if (words === null || !element || target.closest('[title]')) return
  element.title = words
  titled = element
}

function instantWords(target: Element): string | null {
  const at = target.closest<HTMLTimeElement>('time[datetime]')?.dateTime
  if (at?.includes('T')) return localText(new Date(at))
  const asOf = target.closest<HTMLElement>('[data-as-of]')?.dataset.asOf
  if (asOf === undefined) return null
  if (asOf === '') return 'Not read from Telnyx yet'
  return `As of ${relativeText(new Date(asOf), readNow())} (${localText(new Date(asOf))})`
}

function cutWords(target: Element): string | null {
  const cell = target.closest('td')
  for (let element: Element | null = target; element && cell?.contains(element); element = element.parentElement) {
    if (element.scrollWidth > element.clientWidth && element.clientWidth > 0) return element.textContent
  }
  return null
}
