// @vitest-environment node
import { expect, it } from 'vitest'
import { formatBytes, formatCount, formatPercent } from './number'

it('a count has the singular for one and the plural otherwise', () => {
  expect(formatCount(1, 'account')).toBe('1 account')
  expect(formatCount(0, 'account')).toBe('0 accounts')
  expect(formatCount(1204, 'match', 'matches')).toBe('1,204 matches')
})

it('a percentage is never rounded to 100 or to 0', () => {
  expect(formatPercent(1, 1000)).toBe('< 1 %')
  expect(formatPercent(999, 1000)).toBe('99 %')
  expect(formatPercent(0, 10)).toBe('0 %')
  expect(formatPercent(10, 10)).toBe('100 %')
  expect(formatPercent(120, 100)).toBe('120 %')
  expect(formatPercent(1, 0)).toBe('—')
})

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [9_240_699, '9.2 MB'],
  [999_999_999, '1,000 MB'],
  [42_000_000_000, '42 GB'],
])('%i bytes read %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words)
})
