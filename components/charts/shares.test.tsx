// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { overflowText, shares } from './shares'

const percents = (values: number[], total: number) =>
  shares(
    values.map(value => ({ value })),
    total,
  ).map(part => part.percent)
const sum = (values: number[]) => values.reduce((all, one) => all + one, 0)

describe('shares', () => {
  it('are parts of the total while they fit into it', () => {
    expect(percents([310, 64], 500)).toEqual([62, 12.8])
  })

  it('are parts of their sum once they exceed the total', () => {
    expect(percents([90, 30], 100)).toEqual([75, 25])
  })

  it('keep a share of one in thousands visible, and fill the bar exactly', () => {
    const widths = percents([9999, 1, 0], 10_000)
    expect(widths[1]).toBe(0.75)
    expect(widths).toHaveLength(2)
    expect(sum(widths)).toBeCloseTo(100, 9)
  })

  it('of an empty total are none', () => {
    expect(percents([0, 0], 0)).toEqual([])
  })
})

it('state the over-allocation in words', () => {
  expect(overflowText(120, 100)).toBe('Over-allocated by 20: 120 of 100 are allocated (120 %).')
  expect(overflowText(5, 0)).toBe('Over-allocated by 5: 5 of 0 are allocated.')
  expect(overflowText(100, 100)).toBeNull()
})
