import { expect, it } from 'vitest'
import type { Pace } from '@/lib/time-left'
import { rateWords } from './words'

it.each<[Pace | null, string | null]>([
  [{ perMinute: 1_200, left: { from: 119, to: 250 } }, '1,200 a minute, 2–4 min left'],
  [{ perMinute: 48, left: null }, '48 a minute'],
  [null, null],
])('a job with the pace %j says %j', (pace, words) => {
  expect(rateWords({ pace })).toBe(words)
})
