import { expect, it } from 'vitest'
import { RateWindow } from './rate-window'

it('opens a new window when the last one has ended, not before', () => {
  const window = new RateWindow({ limit: 1, windowSeconds: 10 })
  expect(window.take(1_000)).toMatchObject({ allowed: true, headers: { 'x-ratelimit-reset': '10' } })
  expect(window.take(10_999)).toMatchObject({ allowed: false, headers: { 'x-ratelimit-reset': '1' } })
  expect(window.take(11_000)).toMatchObject({ allowed: true, headers: { 'x-ratelimit-remaining': '0' } })
})
