import fc from 'fast-check'
import { expect, it } from 'vitest'
import { allotmentOf, partOf, wholeShare } from './share'

it('contains every request of a window exactly once over all parts', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 7 })
  fc.assert(
    fc.property(cuts, fc.integer({ min: 2000, max: 5000 }), (all, limit) => {
      const ends = [...all.toSorted((one, other) => one - other).map(cut => cut / 1000), 1]
      const parts = ends.map((to, index) => ({ from: ends[index - 1] ?? 0, to, ends: 1000 }))
      const allotments = parts.map(part => allotmentOf(part, limit, 0))
      expect(allotments.reduce((sum, requests) => sum + requests, 0)).toBe(limit)
    }),
  )
})

it('is one request at least, however small the part', () => {
  expect(allotmentOf({ from: 0.3, to: 0.31, ends: 1000 }, 10, 0)).toBe(1)
})

it('is unlimited for the only process, and empty for one that could not renew it or has none', () => {
  expect(allotmentOf(wholeShare, 10, 0)).toBe(Number.POSITIVE_INFINITY)
  expect(allotmentOf({ from: 0.5, to: 1, ends: 1000 }, 10, 1000)).toBe(5)
  expect(allotmentOf({ from: 0.5, to: 1, ends: 1000 }, 10, 1001)).toBe(0)
  expect(allotmentOf({ from: 0.5, to: 0.5, ends: 1000 }, 10, 0)).toBe(0)
})

it('is null once it has ended', () => {
  expect(partOf({ from: 0.25, to: 1, ends: 1000 }, 1000)).toBe(0.75)
  expect(partOf({ from: 0.25, to: 1, ends: 1000 }, 1001)).toBeNull()
})
