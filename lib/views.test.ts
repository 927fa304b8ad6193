import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountFacets } from './account-filters'
import { type AccountSearch, loadAccountSearch } from './account-search'
import { anyAccountSearch } from './testing/searches'
import { canonicalSearch, searchOf } from './views'

describe('the search of a view', () => {
  const sets = (search: AccountSearch) => ({
    ...search,
    ...Object.fromEntries(accountFacets.map(key => [key, new Set<string>(search[key])])),
  })

  it('contains everything but the page', () => {
    fc.assert(
      fc.property(anyAccountSearch, search => {
        const kept = searchOf({ search: canonicalSearch(search) })
        expect(sets(kept)).toEqual({ ...sets(search), page: 1 })
      }),
    )
  })

  it('is the same text for the same selection, in any order of choices and on any page', () => {
    fc.assert(
      fc.property(anyAccountSearch, fc.nat(1_000), (search, page) => {
        const other = { ...search, page: page + 1 }
        for (const key of accountFacets) Object.assign(other, { [key]: [...search[key]].reverse() })
        const text = canonicalSearch(search)
        expect(canonicalSearch(other)).toBe(text)
        expect(canonicalSearch(loadAccountSearch(new URLSearchParams(text)))).toBe(text)
      }),
    )
  })
})
