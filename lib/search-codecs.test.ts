import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AccountSearch,
  accountSortKeys,
  flagValues,
  limitValues,
  loadAccountSearch,
  pageSizes,
  yesNoValues,
} from './account-search'
import {
  type AuditSearch,
  auditActions,
  auditOutcomes,
  isAuditAction,
  loadAuditSearch,
  serializeAuditSearch,
} from './audit'
import {
  type BillingSearch,
  billingSortKeys,
  billingViews,
  loadBillingSearch,
  queueStates,
  serializeBillingSearch,
} from './billing'
import { type ChannelSearch, channelSortKeys, limitKinds, loadChannelSearch, serializeChannelSearch } from './channels'
import { accountStatuses } from './managed-account'
import { canonicalSearch, searchOf } from './views'

// Every address holds its whole search: what a screen shows, a link shows again. Accounts and roster: account-search and organization.

/** What people type, and what they paste: any script, signs that mean something in an address, no NUL. */
const text = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: maxLength / 4 }),
      fc.string({ unit: fc.constantFrom(...'&=?#%+/,;-_ \'"\\<>é株'), maxLength }),
    )
    .map(value => value.replaceAll('\0', '').slice(0, maxLength))
    // Half a surrogate pair is no text that an address could hold.
    .filter(value => !/\p{Surrogate}/u.test(value))
const pages = { page: fc.integer({ min: 1, max: 100_000 }), size: fc.constantFrom(...pageSizes) }
const either = <T extends string>(keys: readonly T[]) =>
  fc.constantFrom(...keys.flatMap((key): (T | `-${T}`)[] => [key, `-${key}`]))

function roundTrips<S>(searches: fc.Arbitrary<S>, write: (search: S) => string, read: (from: URLSearchParams) => S) {
  fc.assert(
    fc.property(searches, search => {
      expect(read(new URL(`https://console.test/${write(search)}`).searchParams)).toEqual(search)
    }),
  )
}

describe('an address gives back every search it was made of', () => {
  it('of the record', () => {
    const searches: fc.Arbitrary<AuditSearch> = fc.record({
      q: text(200),
      action: fc.subarray(Object.keys(auditActions).filter(isAuditAction)),
      outcome: fc.subarray([...auditOutcomes]),
      ...pages,
    })
    roundTrips(searches, search => serializeAuditSearch(search), loadAuditSearch)
  })

  it('of billing', () => {
    const searches: fc.Arbitrary<BillingSearch> = fc.record({
      view: fc.constantFrom(...billingViews),
      q: text(200),
      state: fc.constantFrom(...queueStates),
      flag: fc.subarray([...flagValues]),
      below: fc.constantFrom('0', '10', '-2.50', '123456789', '7.5'),
      sort: fc.option(either(billingSortKeys)),
      ...pages,
    })
    roundTrips(searches, search => serializeBillingSearch(search), loadBillingSearch)
  })

  it('of channels', () => {
    const searches: fc.Arbitrary<ChannelSearch> = fc.record({
      q: text(200),
      limit: fc.subarray([...limitKinds]),
      sort: either(channelSortKeys),
      ...pages,
    })
    roundTrips(searches, search => serializeChannelSearch(search), loadChannelSearch)
  })
})

describe('the search of a view', () => {
  const someDay = fc.constantFrom('', '2026-02-28', '2024-02-29')
  const accountSearches: fc.Arbitrary<AccountSearch> = fc.record({
    q: text(200),
    status: fc.shuffledSubarray([...accountStatuses]),
    rollup: fc.shuffledSubarray([...flagValues]),
    pricing: fc.shuffledSubarray([...flagValues]),
    currency: fc.shuffledSubarray(['USD', 'EUR', 'unknown']),
    limit: fc.shuffledSubarray([...limitValues]),
    missing: fc.shuffledSubarray([...yesNoValues]),
    protected: fc.shuffledSubarray([...yesNoValues]),
    drifted: fc.shuffledSubarray([...yesNoValues]),
    createdFrom: someDay,
    createdTo: someDay,
    updatedFrom: someDay,
    updatedTo: someDay,
    disabledFrom: someDay,
    disabledTo: someDay,
    disabledBy: text(100),
    creditMin: fc.option(fc.integer().map(cents => cents / 100)),
    creditMax: fc.option(fc.integer().map(cents => cents / 100)),
    channelsMin: fc.option(fc.nat()),
    channelsMax: fc.option(fc.nat()),
    sort: fc.uniqueArray(fc.record({ key: fc.constantFrom(...accountSortKeys), descending: fc.boolean() }), {
      selector: sort => sort.key,
      minLength: 1,
      maxLength: 3,
    }),
    ...pages,
  })
  const lists = ['status', 'rollup', 'pricing', 'currency', 'limit', 'missing', 'protected', 'drifted'] as const
  const sets = (search: AccountSearch) => ({
    ...search,
    ...Object.fromEntries(lists.map(key => [key, new Set<string>(search[key])])),
  })

  it('keeps everything but the page', () => {
    fc.assert(
      fc.property(accountSearches, search => {
        const kept = searchOf({ search: canonicalSearch(search) })
        expect(sets(kept)).toEqual({ ...sets(search), page: 1 })
      }),
    )
  })

  it('is one text for one selection, in whatever order it was chosen and wherever one was in it', () => {
    fc.assert(
      fc.property(accountSearches, fc.nat(1_000), (search, page) => {
        const other = { ...search, page: page + 1 }
        for (const key of lists) Object.assign(other, { [key]: [...search[key]].reverse() })
        const text = canonicalSearch(search)
        expect(canonicalSearch(other)).toBe(text)
        expect(canonicalSearch(loadAccountSearch(new URLSearchParams(text)))).toBe(text)
      }),
    )
  })
})
