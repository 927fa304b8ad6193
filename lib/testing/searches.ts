import fc from 'fast-check'
import { type AccountSearch, accountSortKeys, flagValues, limitValues, pageSizes, yesNoValues } from '../account-search'
import { accountStatuses } from '../managed-account'

/** What people type, and what they paste: any script, signs that mean something in an address, no NUL. */
export const anyText = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: maxLength / 4 }),
      fc.string({ unit: fc.constantFrom(...'&=?#%+/,;-_ \'"\\<>é株'), maxLength }),
    )
    .map(value => value.replaceAll('\0', '').slice(0, maxLength))
    // Half a surrogate pair is no text that an address could hold.
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

/** Every search of accounts that an address can hold, its choices in any order. */
export const anyAccountSearch: fc.Arbitrary<AccountSearch> = fc.record({
  q: anyText(200),
  status: fc.shuffledSubarray([...accountStatuses]),
  rollup: fc.shuffledSubarray([...flagValues]),
  pricing: fc.shuffledSubarray([...flagValues]),
  currency: fc.shuffledSubarray(['USD', 'EUR', 'unknown']),
  limit: fc.shuffledSubarray([...limitValues]),
  missing: fc.shuffledSubarray([...yesNoValues]),
  protected: fc.shuffledSubarray([...yesNoValues]),
  drifted: fc.shuffledSubarray([...yesNoValues]),
  createdFrom: anyDay,
  createdTo: anyDay,
  updatedFrom: anyDay,
  updatedTo: anyDay,
  disabledFrom: anyDay,
  disabledTo: anyDay,
  reviewFrom: anyDay,
  reviewTo: anyDay,
  disabledBy: anyText(100),
  creditMin: anyMoney,
  creditMax: anyMoney,
  channelsMin: anyChannels,
  channelsMax: anyChannels,
  sort: fc.uniqueArray(fc.record({ key: fc.constantFrom(...accountSortKeys), descending: fc.boolean() }), {
    selector: sort => sort.key,
    minLength: 1,
    maxLength: 3,
  }),
  ...anyPage,
})
