// @vitest-environment node
import { describe, expect, it } from 'vitest'
import {
  type AccountSelection,
  frozenTick,
  idsOf,
  noSelection,
  offersAll,
  selectedCount,
  selectionOf,
} from './selection'

const frozen: AccountSelection = { kind: 'frozen', id: 'f', count: 4_312, at: new Date(0), filter: '?status=enabled' }

it('a selection is empty when nothing is ticked', () => {
  expect(selectionOf(new Set())).toEqual(noSelection)
  expect(selectionOf(new Set(['a']))).toEqual({ kind: 'ids', ids: new Set(['a']) })
})

it('the count covers ticked and frozen accounts', () => {
  expect([noSelection, selectionOf(new Set(['a', 'b'])), frozen].map(selectedCount)).toEqual([0, 2, 4_312])
  expect([...idsOf(frozen)]).toEqual([])
})

describe('offersAll', () => {
  const page = ['a', 'b']

  it('is true when the whole page is ticked and more accounts match', () => {
    expect(offersAll(selectionOf(new Set(['a', 'b'])), page, 3)).toBe(true)
    expect(offersAll(selectionOf(new Set(['a', 'b', 'elsewhere'])), page, 3)).toBe(true)
    expect(offersAll(selectionOf(new Set(['a'])), page, 3)).toBe(false)
    expect(offersAll(selectionOf(new Set(['a', 'b'])), page, 2), 'the page is all there is').toBe(false)
    expect(offersAll(selectionOf(new Set(['a'])), [], 3), 'an empty page').toBe(false)
    expect(offersAll(frozen, page, 5_000)).toBe(false)
  })
})

it('boxes are checked only when the list shows the frozen selection', () => {
  expect(frozenTick(frozen, '?status=enabled')).toBe(true)
  expect(frozenTick(frozen, '')).toBe('mixed')
  expect(frozenTick(selectionOf(new Set(['a'])), '')).toBe(null)
})
