import fc from 'fast-check'
import { accountSortKeys } from '../account-columns'
import {
  type AccountFacet,
  type AccountFilter,
  accountFacets,
  accountFilters,
  dayFilters,
  numberFilters,
} from '../account-filters'
import type { AccountSearch } from '../account-search'
import { pageSizes } from '../page-sizes'

/** What people type and paste: any script, characters with a meaning in an address, no NUL. */
export const anyText = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: maxLength / 4 }),
      fc.string({ unit: fc.constantFrom(...'&=?#%+/,;-_ \'"\\<>é株'), maxLength }),
    )
    .map(value => value.replaceAll('\0', '').slice(0, maxLength))
    // An address cannot contain half a surrogate pair.
    .filter(value => !/\p{Surrogate}/u.test(value))

export const anyPage = { page: fc.integer({ min: 1, max: 100_000 }), size: fc.constantFrom(...pageSizes) }

export const anyDay = fc.oneof(
  fc.constant(''),
  fc.constantFrom('2026-02-28', '2024-02-29'),
  fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map(date => date.toISOString().slice(0, 10)),
)
const anyMoney = fc.option(fc.integer({ min: -1e9, max: 1e9 }).map(cents => cents / 100))
const anyChannels = fc.option(fc.integer({ min: -10, max: 2 ** 31 - 1 }))

function anyOfFacet(facet: AccountFacet) {
  const filter = accountFilters[facet]
  if (filter.kind === 'choice') return fc.shuffledSubarray<string>([...filter.values])
  if (facet === 'currency') return fc.shuffledSubarray(['USD', 'EUR', 'unknown'])
  const name = fc.oneof(fc.constantFrom('unknown', 'Ana, of the desk', '100 %25 %2C sure', '%'), anyText(100))
  return fc.uniqueArray(
    name.filter(text => text !== ''),
    { maxLength: 3 },
  )
}

const anyFilter = fc.record({
  q: anyText(200),
  ...Object.fromEntries(accountFacets.map(facet => [facet, anyOfFacet(facet)])),
  ...Object.fromEntries(dayFilters.flatMap(key => [`${key}From`, `${key}To`].map(field => [field, anyDay]))),
  ...Object.fromEntries(
    numberFilters.flatMap(key =>
      [`${key}Min`, `${key}Max`].map(field => [field, accountFilters[key].whole ? anyChannels : anyMoney]),
    ),
  ),
}) as unknown as fc.Arbitrary<AccountFilter>

/** Every search of accounts that an address can hold, its values in any order. */
export const anyAccountSearch: fc.Arbitrary<AccountSearch> = fc
  .tuple(
    anyFilter,
    fc.record({
      sort: fc.uniqueArray(fc.record({ key: fc.constantFrom(...accountSortKeys), descending: fc.boolean() }), {
        selector: sort => sort.key,
        minLength: 1,
        maxLength: 3,
      }),
      ...anyPage,
    }),
  )
  .map(([filter, place]) => ({ ...filter, ...place }))
