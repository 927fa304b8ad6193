import { expect, it } from 'vitest'
import { daysUntilFull, growthOf } from './console-status'

it('the growth of the database is known from two days on', () => {
  expect(growthOf([])).toBeNull()
  expect(growthOf([{ day: '2026-11-29', bytes: 5 }])).toBeNull()
  expect(
    growthOf([
      { day: '2026-11-20', bytes: 1_000 },
      { day: '2026-11-24', bytes: 9_000 },
      { day: '2026-11-30', bytes: 2_000 },
    ]),
  ).toEqual({ bytesPerDay: 100, days: 10 })
})

it('the day when the disk is full is estimated only from known figures', () => {
  const growth = { bytesPerDay: 100, days: 3 }
  expect(daysUntilFull({ growth, diskFreeBytes: 1_050 })).toBe(10)
  expect(daysUntilFull({ growth, diskFreeBytes: null })).toBeNull()
  expect(daysUntilFull({ growth: null, diskFreeBytes: 1_050 })).toBeNull()
  expect(daysUntilFull({ growth: { ...growth, bytesPerDay: -5 }, diskFreeBytes: 1_050 })).toBeNull()
})
