// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { relativeText, utcText, zonedText } from './time-words'

const now = Date.UTC(2026, 10, 21, 14, 3, 0)
const ago = (seconds: number) => relativeText(new Date(now - seconds * 1000), now)

describe('relativeText', () => {
  it.each([
    [0, 'just now'],
    [44, 'just now'],
    [45, '1 min ago'],
    [89, '1 min ago'],
    [240, '4 min ago'],
    [3600, '1 h ago'],
    [7 * 3600, '7 h ago'],
    [86_400, '1 d ago'],
    [29 * 86_400, '29 d ago'],
    [30 * 86_400, '22 Oct 2026'],
    [-30, 'just now'],
    [-600, 'in 10 min'],
    [-2 * 86_400, 'in 2 d'],
  ])('%d s before now is "%s"', (seconds, text) => {
    expect(ago(seconds)).toBe(text)
  })

  it('never says 60 min or 24 h', () => {
    expect(ago(3599)).toBe('59 min ago')
    expect(ago(86_399)).toBe('23 h ago')
  })
})

it('writes a time in the zone of the days beside it', () => {
  expect(zonedText(new Date('2026-01-02T23:04:05Z'), 'Europe/Berlin')).toBe('3 Jan 2026, 00:04 (Europe/Berlin)')
})

it('formats the same instant alike on every machine', () => {
  expect(utcText(new Date('2026-01-02T03:04:05Z'))).toBe('2 Jan 2026, 03:04 UTC')
})
