import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accountSearchParsers,
  accountSortKeys,
  flagValues,
  limitValues,
  loadAccountSearch,
  normalizeAccountSearch,
  pageSizes,
  serializeAccountSearch,
  yesNoValues,
} from './account-search'
import { accountStatuses } from './managed-account'

describe('the address of the accounts list', () => {
  const someDay = fc.oneof(
    fc.constant(''),
    fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map(date => date.toISOString().slice(0, 10)),
  )
  const anySearch = fc.record({
    q: fc.string({ maxLength: 200 }),
    status: fc.uniqueArray(fc.constantFrom(...accountStatuses)),
    rollup: fc.uniqueArray(fc.constantFrom(...flagValues)),
    pricing: fc.uniqueArray(fc.constantFrom(...flagValues)),
    sort: fc.uniqueArray(fc.record({ key: fc.constantFrom(...accountSortKeys), descending: fc.boolean() }), {
      selector: sort => sort.key,
      minLength: 1,
      maxLength: 3,
    }),
    currency: fc.uniqueArray(fc.constantFrom('USD', 'EUR', 'unknown')),
    limit: fc.subarray([...limitValues]),
    missing: fc.subarray([...yesNoValues]),
    protected: fc.subarray([...yesNoValues]),
    drifted: fc.subarray([...yesNoValues]),
    createdFrom: someDay,
    createdTo: someDay,
    updatedFrom: someDay,
    updatedTo: someDay,
    disabledFrom: someDay,
    disabledTo: someDay,
    disabledBy: fc.string({ maxLength: 100 }),
    creditMin: fc.option(fc.integer({ min: -1e9, max: 1e9 }).map(cents => cents / 100)),
    creditMax: fc.option(fc.integer({ min: -1e9, max: 1e9 }).map(cents => cents / 100)),
    channelsMin: fc.option(fc.integer({ min: -10, max: 1e6 })),
    channelsMax: fc.option(fc.integer({ min: -10, max: 1e6 })),
    page: fc.integer({ min: 1, max: 100_000 }),
    size: fc.constantFrom(...pageSizes),
  })

  it('gives back every search it was made of', () => {
    fc.assert(
      fc.property(anySearch, search => {
        expect(loadAccountSearch(new URLSearchParams(serializeAccountSearch(search)))).toEqual(search)
      }),
    )
  })

  it('never throws and never asks for what cannot be asked, whatever somebody typed', () => {
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
