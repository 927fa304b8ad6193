import { expect, it } from 'vitest'
import { fullText, growthText } from './words'

it('the growth of the database is stated only when it is known', () => {
  const growth = { bytesPerDay: 2_000_000, days: 4 }
  expect(growthText({ growth: null })).toBeNull()
  expect(growthText({ growth })).toBe('2 MB a day')
  expect(growthText({ growth: { ...growth, bytesPerDay: 0 } })).toBe('Not growing')
  expect(fullText({ growth: null, diskFreeBytes: 5 })).toBeNull()
  expect(fullText({ growth, diskFreeBytes: null })).toBeNull()
  expect(fullText({ growth, diskFreeBytes: 9_000_000 })).toBe('In about 4 days')
  expect(fullText({ growth, diskFreeBytes: 1_000_000 })).toBe('Within a day')
  expect(fullText({ growth, diskFreeBytes: 9e12 })).toBe('In more than ten years')
  expect(fullText({ growth: { ...growth, bytesPerDay: -1 }, diskFreeBytes: 9e12 })).toBe('Not growing')
})
