// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { toggleIds, togglePage } from './selection'

const page = ['a', 'b', 'c', 'd', 'e']

describe('toggleIds', () => {
  it('adds and removes one id', () => {
    expect([...toggleIds(new Set(), page, 'b', null, false)]).toEqual(['b'])
    expect([...toggleIds(new Set(['b']), page, 'b', null, false)]).toEqual([])
  })

  it('gives a range the new state of the clicked row, in both directions', () => {
    expect([...toggleIds(new Set(['b']), page, 'd', 'b', true)].sort()).toEqual(['b', 'c', 'd'])
    expect([...toggleIds(new Set(['a', 'b', 'c', 'd']), page, 'a', 'c', true)]).toEqual(['d'])
  })

  it('changes a single row when the last clicked row is on another page', () => {
    expect([...toggleIds(new Set(['z']), page, 'c', 'z', true)].sort()).toEqual(['c', 'z'])
  })
})

it('keeps the selection on other pages when a page is selected', () => {
  expect([...togglePage(new Set(['z', 'a']), page, true)].sort()).toEqual([...page, 'z'])
  expect([...togglePage(new Set(['z', 'a']), page, false)]).toEqual(['z'])
})
