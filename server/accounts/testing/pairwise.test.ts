import { describe, expect, it } from 'vitest'
import { everyCase, pairwise } from './pairwise'

const axes = {
  fault: Array.from({ length: 12 }, (_, n) => `fault ${n}`),
  death: Array.from({ length: 9 }, (_, n) => `death ${n}`),
  sending: ['one', 'two', 'three'],
  variant: ['a', 'b'],
}

describe('pairwise cases', () => {
  it('contain every pair of values, in far fewer cases than all', () => {
    const cases = pairwise(axes, 1)
    const met = new Set(
      cases.flatMap(one =>
        Object.entries(one).flatMap(([name, value]) =>
          Object.entries(one).flatMap(([other, second]) =>
            name < other ? [`${name}=${value} ${other}=${second}`] : [],
          ),
        ),
      ),
    )
    expect(met.size).toBe(12 * 9 + 12 * 3 + 12 * 2 + 9 * 3 + 9 * 2 + 3 * 2)
    expect(cases.length).toBeLessThan(12 * 9 * 1.5)
  })

  it('are the same for the same seed, and different for another', () => {
    expect(pairwise(axes, 7)).toEqual(pairwise(axes, 7))
    expect(pairwise(axes, 7)).not.toEqual(pairwise(axes, 8))
  })

  it('contain every case once when all are requested', () => {
    const all = [...everyCase(axes)].map(one => JSON.stringify(one))
    expect(all).toHaveLength(12 * 9 * 3 * 2)
    expect(new Set(all).size).toBe(all.length)
  })
})
