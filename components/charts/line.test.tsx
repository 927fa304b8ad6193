import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayText, labelled, pathOf, runsOf, scaleOf, tickText, xOf, yOf } from './line'

describe('the axis', () => {
  it.each([
    [[0, 100], false, [0, 50, 100]],
    [[3, 7], true, [0, 2, 4, 6, 8]],
    [[0, 1], true, [0, 1]],
    [[1000, 1010], false, [1000, 1005, 1010]],
    [[-20, 30], false, [-20, 0, 20, 40]],
    [[-30, -10], false, [-30, -20, -10, 0]],
    [[5, 5], false, [4, 6]],
    [[], false, [0, 0.5, 1]],
    [[3, 3], true, [0, 1, 2, 3]],
  ])('of %j has round ticks', (values, whole, ticks) => {
    expect(scaleOf(values, whole).ticks).toEqual(ticks)
  })

  it('holds every value, with few ticks in order', () => {
    fc.assert(
      fc.property(
        // Amounts have cents: a difference that no number can show is not drawn.
        fc.array(fc.integer({ min: -1e11, max: 1e11 }), { minLength: 1, maxLength: 20 }),
        cents => {
          const values = cents.map(one => one / 100)
          const scale = scaleOf(values)
          expect(scale.ticks.length).toBeLessThanOrEqual(8)
          expect([...scale.ticks].sort((a, b) => a - b)).toEqual(scale.ticks)
          for (const value of values) {
            expect(yOf(value, scale)).toBeGreaterThanOrEqual(-0.001)
            expect(yOf(value, scale)).toBeLessThanOrEqual(100.001)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('a line', () => {
  const scale = scaleOf([0, 100])

  it('ends at a gap and continues after it, also for a single day', () => {
    expect(runsOf([0, 50, null, 100, null, null, 25, 0], scale).map(run => run.map(point => point.y))).toEqual([
      [100, 50],
      [0],
      [75, 100],
    ])
    expect(runsOf([null, null], scale)).toEqual([])
  })

  it('uses the whole width', () => {
    expect([xOf(0, 5), xOf(4, 5), xOf(0, 1)]).toEqual([0, 100, 50])
    expect(
      pathOf([
        { x: 0, y: 1 / 3 },
        { x: 100, y: 50 },
      ]),
    ).toBe('M0 0.33L100 50')
  })
})

it('labels the first and the last day', () => {
  expect(labelled(92)).toEqual([0, 30, 61, 91])
  expect(labelled(2)).toEqual([0, 1])
})

it('writes days and ticks as people read them', () => {
  expect([dayText('2026-11-05'), dayText('2026-11-05', false)]).toEqual(['5 Nov 2026', '5 Nov'])
  expect([tickText(0.5), tickText(-12_500), tickText(3_000_000)]).toEqual(['0.5', '−12.5K', '3M'])
  const near = scaleOf([1_234_100, 1_234_900]).ticks.map(tickText)
  expect(near, 'each tick its own label').toEqual([...new Set(near)])
})
