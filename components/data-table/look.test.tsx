// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { completeLook, moveColumn, pinColumn, sameLook, type TableLook } from './look'

const defaults: TableLook = {
  visibility: { id: false, email: true },
  order: [],
  pinned: [],
  widths: {},
  density: 'regular',
}

describe('completeLook', () => {
  it('is the default look if nothing was saved', () => {
    expect(completeLook(null, defaults)).toEqual(defaults)
    expect(completeLook({}, defaults)).toEqual(defaults)
  })

  it('keeps the defaults of columns that were never changed', () => {
    const look = completeLook({ visibility: { email: false }, density: 'compact' }, defaults)
    expect(look.visibility).toEqual({ id: false, email: false })
    expect(look.density).toBe('compact')
  })

  it('applies saved widths, order and pins, also empty ones', () => {
    const busy = { ...defaults, order: ['a'], pinned: ['a'], widths: { a: 100 } }
    expect(completeLook({ order: [], pinned: [], widths: {} }, busy)).toEqual(defaults)
  })
})

describe('sameLook', () => {
  it('compares what two looks show, not how they were made', () => {
    const other = { ...defaults, visibility: { name: true, id: false }, widths: { b: 1, a: 2 } }
    expect(sameLook(other, { ...defaults, widths: { a: 2, b: 1 } })).toBe(true)
  })

  it.each([
    { visibility: { id: true } },
    { order: ['a'] },
    { pinned: ['a'] },
    { widths: { a: 90 } },
    { density: 'relaxed' as const },
  ])('notices a difference in %j', change => {
    expect(sameLook({ ...defaults, ...change }, defaults)).toBe(false)
  })
})

it('pinning shows a column, and unpinning keeps it visible', () => {
  const on = pinColumn(defaults, 'id', true)
  expect([on.pinned, on.visibility.id]).toEqual([['id'], true])
  expect([pinColumn(on, 'id', false).pinned, on.visibility.id]).toEqual([[], true])
})

it('moving a column swaps it with its neighbour', () => {
  expect(moveColumn(defaults, ['a', 'b', 'c'], 'b', 'c').order).toEqual(['a', 'c', 'b'])
})
