import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Claim, divide } from './divide'

const claims = fc.uniqueArray(
  fc.record({ id: fc.uuid(), used: fc.double({ min: 0, max: 1, noNaN: true }), hungry: fc.boolean() }),
  { selector: claim => claim.id, minLength: 1, maxLength: 8 },
)

/** How many of `limit` requests each process gets, as the budget counts them. */
function tokens(all: readonly Claim[], limit: number): Map<string, number> {
  const shares = [...divide(all)]
  return new Map(shares.map(([id, { from, to }]) => [id, Math.floor(limit * to) - Math.floor(limit * from)]))
}

describe('[5.3] dividing the rate limit', () => {
  it('gives every request to exactly one process, in any order of claims', () => {
    fc.assert(
      fc.property(claims, fc.integer({ min: 1, max: 5000 }), fc.nat(), (all, limit, turn) => {
        const parts = tokens(all, limit)
        expect([...parts.values()].reduce((sum, part) => sum + part, 0)).toBe(limit)
        expect([...parts.values()].every(part => part >= 0)).toBe(true)
        const turned = [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)]
        expect(divide(turned)).toEqual(divide(all))
      }),
    )
  })

  it('gives every busy process at least an equal share, and all of them the same', () => {
    fc.assert(
      fc.property(claims, all => {
        const shares = divide(all)
        const parts = all.filter(({ hungry }) => hungry).map(({ id }) => lengthOf(shares.get(id)))
        for (const part of parts) {
          expect(part).toBeGreaterThan(1 / all.length - 1e-6)
          expect(part).toBeCloseTo(parts[0] ?? 0, 6)
        }
      }),
    )
  })

  it('gives nearly everything to the only busy process, and a little to the others', () => {
    const parts = tokens(
      [
        { id: 'a', used: 0, hungry: false },
        { id: 'b', used: 0.3, hungry: true },
        { id: 'c', used: 0.1, hungry: false },
      ],
      1000,
    )
    expect(parts).toEqual(
      new Map([
        ['a', 20],
        ['b', 810],
        ['c', 170],
      ]),
    )
  })

  it('is equal while no process needs anything', () => {
    const idle = ['a', 'b', 'c', 'd'].map(id => ({ id, used: 0, hungry: false }))
    expect([...tokens(idle, 100).values()]).toEqual([25, 25, 25, 25])
  })
})

function lengthOf(share: { from: number; to: number } | undefined): number {
  return share ? share.to - share.from : 0
}
