import { expect, it } from 'vitest'
import { bytesText, fullText, growthText } from './words'

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [9_240_699, '9.2 MB'],
  [999_999_999, '1,000 MB'],
  [42_000_000_000, '42 GB'],
])('%i bytes read %s', (bytes, words) => {
  expect(bytesText(bytes)).toBe(words)
})

it('says only what is known about growth', () => {
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
