import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, dayOf, daysBetween, endOfDay, isTimeZone, readDay, startOfDay } from './day'

const hours = (day: string, zone: string) =>
  (endOfDay(day, zone).getTime() - startOfDay(day, zone).getTime()) / 3_600_000

describe('days of a time zone', () => {
  it.each([
    ['2026-03-29', 'Europe/Madrid', '2026-03-28T23:00:00.000Z', 23],
    ['2026-10-25', 'Europe/Madrid', '2026-10-24T22:00:00.000Z', 25],
    ['2026-06-01', 'Europe/Madrid', '2026-05-31T22:00:00.000Z', 24],
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z', 23],
    // Clocks go forward at midnight: this day begins at 01:00.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z', 23],
    // Half an hour.
    ['2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00:00.000Z', 24.5],
    ['2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z', 24],
    ['2026-01-01', 'Etc/GMT+12', '2026-01-01T12:00:00.000Z', 24],
    ['2026-01-01', 'UTC', '2026-01-01T00:00:00.000Z', 24],
  ])('%s in %s begins at %s and has %d hours', (day, zone, begins, length) => {
    expect(startOfDay(day, zone).toISOString()).toBe(begins)
    expect(hours(day, zone)).toBe(length)
  })

  it('skip a date that a place never had', () => {
    expect(hours('2011-12-30', 'Pacific/Apia')).toBe(0)
  })

  it('follow each other without a gap, and contain each instant once', () => {
    const zones = ['UTC', 'Europe/Madrid', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland', 'America/Santiago']
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date('2015-01-01Z'), max: new Date('2035-01-01Z'), noInvalidDate: true }),
        (zone, at) => {
          const day = dayOf(at, zone)
          expect(startOfDay(day, zone) <= at && at < endOfDay(day, zone)).toBe(true)
          expect(dayOf(new Date(startOfDay(day, zone).getTime() - 1), zone)).toBe(addDays(day, -1))
        },
      ),
      { numRuns: 200 },
    )
  })
})

it('exist only for names of time zones', () => {
  expect(['UTC', 'Europe/Madrid', 'America/Argentina/Buenos_Aires'].every(isTimeZone)).toBe(true)
  expect(['', 'Mars/Base', '+02:00', 'Europe/Madrid\n', "'; drop"].some(isTimeZone)).toBe(false)
})

it('are counted by the calendar, in days and months', () => {
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01')
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
  expect(addMonths('2026-01-15', -25)).toBe('2023-12-15')
  expect(daysBetween('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
  expect(daysBetween('2026-02-02', '2026-02-01')).toEqual([])
})

it('are read from dates, and from nothing that only looks like one', () => {
  expect(readDay('2026-02-28')).toBe('2026-02-28')
  expect(['2026-02-31', '2026-2-1', '0001-01-01', ''].map(readDay)).toEqual([null, null, null, null])
})
