import { expect, it } from 'vitest'
import { inWords, limitWords, sharedWords } from './words'

const rate = { limit: 50, windowMs: 1_000, remaining: 1, resetsInMs: 1, blockedForMs: null }

it.each([
  [{ ...rate, limit: null }, null],
  [rate, '50 requests a second'],
  [{ ...rate, limit: 1, windowMs: null }, '1 request a second'],
  [{ ...rate, limit: 1200, windowMs: 60_000 }, '1,200 requests in 60 s'],
])('the limit %j reads %s', (state, words) => {
  expect(limitWords(state)).toBe(words)
})

it('a wait is never shown as over before it is', () => {
  expect([0, 1_000, 1_001, 59_100].map(inWords)).toEqual(['within a second', 'within a second', 'in 2 s', 'in 60 s'])
})

it('the share of the limit names how many servers share it, or that this is unknown', () => {
  expect(sharedWords({ instances: 1, percent: 100 })).toBeNull()
  expect(sharedWords({ instances: 3, percent: 33 })).toBe('3 servers share this limit. This server has 33 % of it now.')
  expect(sharedWords({ instances: 1, percent: null })).toMatch(/Jobs and sync wait/)
})
