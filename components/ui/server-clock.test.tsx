import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { noteServerTime, serverNow } from './server-clock'
import { useCountdown } from './use-countdown'

const serverStart = Date.parse('2026-05-01T12:00:00Z')

function Left() {
  return <p>{useCountdown(new Date(serverStart + 90_000).toISOString())}</p>
}

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  // The browser's clock is three hours behind.
  vi.useFakeTimers({ now: serverStart - 3 * 3_600_000 })
})
afterEach(() => void vi.useRealTimers())

it('uses the answer with the shortest delay', () => {
  noteServerTime(new Date(serverStart - 900).toUTCString())
  noteServerTime(new Date(serverStart).toISOString())
  noteServerTime(new Date(serverStart - 2_000).toISOString())
  noteServerTime(null)
  noteServerTime('no date')
  expect(serverNow()).toBe(serverStart)
})

it('notices a changed browser clock with the next answer', () => {
  noteServerTime(new Date(serverStart).toISOString())
  vi.setSystemTime(serverStart + 86_400_000)
  noteServerTime(new Date(serverStart).toISOString())
  expect(serverNow()).toBe(serverStart)
})

it('drives a countdown by the server’s clock', async () => {
  noteServerTime(new Date(serverStart).toISOString())
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root.render(<Left />))
  expect(document.body.textContent).toBe('90')
  await act(() => vi.advanceTimersByTimeAsync(1_000))
  expect(document.body.textContent).toBe('89')
  await act(async () => root.unmount())
})
