import { afterEach, expect, it, vi } from 'vitest'
import { createLimiter } from './limiter'
import type { Lane } from './permit'

afterEach(() => vi.restoreAllMocks())

it.each([
  ['five hours ahead', 5 * 3_600_000],
  ['five hours back', -5 * 3_600_000],
])('a clock that is set %s delays no call, because windows are measured by a steady clock', async (_, ms) => {
  const limiter = createLimiter()
  const call = async (lane: Lane, remaining: number) => {
    const permit = await limiter.acquire({ lane, operation: 'accounts.list' })
    permit.use()
    permit.done({ outcome: 'answered', status: 200, rate: { limit: 3, remaining, resetMs: 600, retryAfterMs: null } })
  }
  // The last token of a window: the next call waits for its end.
  await call('bulk', 0)
  const real = Date.now
  vi.spyOn(Date, 'now').mockImplementation(() => real() + ms)
  const begun = performance.now()
  for (const lane of ['sync', 'bulk', 'click'] as const) await call(lane, 2)
  const waited = performance.now() - begun
  expect(waited).toBeGreaterThan(400)
  expect(waited).toBeLessThan(30_000)
})
