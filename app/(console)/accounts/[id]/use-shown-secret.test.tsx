import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useShownSecret } from './use-shown-secret'

const secret = 'KEY-of-a-test'

let root: Root
let show: (value: string) => void

function Stage() {
  const shown = useShownSecret(30_000)
  show = shown.show
  return (
    <p>
      {shown.value} {shown.left}
    </p>
  )
}

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  vi.useFakeTimers()
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root.render(<Stage />))
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const said = () => document.body.textContent
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

it('is shown for 30 seconds with a countdown, then removed', async () => {
  await act(async () => show(secret))
  expect(said()).toBe(`${secret} 30`)
  await pass(12_000)
  expect(said()).toBe(`${secret} 18`)
  await pass(18_500)
  expect(said()).not.toContain(secret)
})

it('is removed at once when the tab is hidden, and does not come back', async () => {
  await act(async () => show(secret))
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  await act(async () => document.dispatchEvent(new Event('visibilitychange')))
  expect(said()).not.toContain(secret)
  hidden.mockReturnValue(false)
  await act(async () => document.dispatchEvent(new Event('visibilitychange')))
  await pass(1_000)
  expect(said()).not.toContain(secret)
})

it('is never shown in a hidden tab', async () => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  await act(async () => show(secret))
  expect(said()).not.toContain(secret)
})

it('is removed before the page is put into the back/forward cache', async () => {
  await act(async () => show(secret))
  await act(async () => window.dispatchEvent(new Event('pagehide')))
  expect(said()).not.toContain(secret)
})
