import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accountSearchParsers,
  loadAccountSearch,
  normalizeAccountSearch,
  serializeAccountSearch,
} from './account-search'
import { pageSizes } from './page-sizes'
import { anyAccountSearch } from './testing/searches'

describe('the address of the accounts list', () => {
  it('restores every search that it was made from', () => {
    fc.assert(
      fc.property(anyAccountSearch, search => {
        expect(loadAccountSearch(new URLSearchParams(serializeAccountSearch(search)))).toEqual(search)
      }),
    )
  })

  it('never throws and never contains an invalid search, whatever is typed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(accountSearchParsers)), fc.string()), given => {
        const search = loadAccountSearch(given)
        expect(normalizeAccountSearch(search)).toEqual(search)
        expect(search.page).toBeGreaterThanOrEqual(1)
        expect(pageSizes.some(size => size === search.size)).toBe(true)
      }),
    )
  })
})
