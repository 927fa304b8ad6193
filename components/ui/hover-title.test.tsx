import { afterEach, beforeEach, expect, it } from 'vitest'
import { forgetTitle, titlesOnHover } from './hover-title'
import { localText } from './time-words'

let stop: () => void
beforeEach(() => {
  stop = titlesOnHover()
})
afterEach(() => {
  stop()
  document.body.innerHTML = ''
})

const put = (html: string) => {
  document.body.innerHTML = html
  return document.getElementById('it') as HTMLElement
}
const hover = (element: Element) => element.dispatchEvent(new Event('pointerover', { bubbles: true }))
/** jsdom has no layout. */
const cut = (element: Element) => {
  Object.defineProperty(element, 'clientWidth', { value: 50 })
  Object.defineProperty(element, 'scrollWidth', { value: 80 })
}

it('shows the exact time of a relative time, also after the element changed', () => {
  const at = '2026-11-21T14:03:22.000Z'
  const time = put(`<time id="it" datetime="${at}">7 d ago</time>`)
  hover(time)
  expect(time.title).toBe(localText(new Date(at)))
  const later = '2026-11-22T14:03:22.000Z'
  time.setAttribute('datetime', later)
  hover(time)
  expect(time.title).toBe(localText(new Date(later)))
})

it('shows the whole text when it is cut off, and nothing when it fits', () => {
  const name = put('<table><tr><td><a id="it">Harbor Ltd</a><b>Gone</b></td><td id="whole">Off</td></tr></table>')
  cut(name)
  hover(name)
  expect(name.closest('td')?.title).toBe('Harbor Ltd')
  const whole = document.getElementById('whole') as HTMLElement
  hover(whole)
  expect(whole.title).toBe('')
  expect(name.closest('td')?.title).toBe('')
})

it('keeps a title that the page set, and removes its own title when rows change', () => {
  const owned = put(
    '<table><tr><td><span title="Its own"><time id="it" datetime="2026-11-21T14:03Z">x</time></span></td></tr></table>',
  )
  hover(owned)
  expect(owned.title).toBe('')
  const time = put('<time id="it" datetime="2026-11-21T14:03:22.000Z">7 d ago</time>')
  hover(time)
  forgetTitle()
  expect(time.title).toBe('')
})
