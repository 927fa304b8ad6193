import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AuditSearch,
  auditActions,
  auditOutcomes,
  isAuditAction,
  loadAuditSearch,
  serializeAuditSearch,
} from './audit'
import { type BillingSearch, billingSortKeys, billingViews, loadBillingSearch, serializeBillingSearch } from './billing'
import { type ChannelSearch, channelSortKeys, limitKinds, loadChannelSearch, serializeChannelSearch } from './channels'
import { itemStates, loadRoundSearch, type RoundSearch, serializeRoundSearch } from './reviews'
import { anyDay, anyPage, anyText } from './testing/searches'

// Every address holds its whole search: what a screen shows, a link shows again. Accounts and roster: account-search and organization.

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
    const row = fc.integer({ min: 1 })
    const place = fc.oneof(
      fc.constant({ before: null, after: null }),
      fc.record({ before: row, after: fc.constant(null) }),
      fc.record({ before: fc.constant(null), after: row }),
    )
    const filters = fc.record({
      q: anyText(200),
      action: fc.subarray(Object.keys(auditActions).filter(isAuditAction)),
      outcome: fc.subarray([...auditOutcomes]),
      operator: fc.array(fc.uuid(), { maxLength: 3 }),
      from: anyDay,
      to: anyDay,
      size: anyPage.size,
    })
    const searches: fc.Arbitrary<AuditSearch> = fc.tuple(filters, place).map(([filter, at]) => ({ ...filter, ...at }))
    roundTrips(searches, search => serializeAuditSearch(search), loadAuditSearch)
  })

  it('of billing', () => {
    const searches: fc.Arbitrary<BillingSearch> = fc.record({
      view: fc.constantFrom(...billingViews),
      q: anyText(200),
      below: fc.constantFrom('0', '10', '-2.50', '123456789', '7.5'),
      sort: fc.option(either(billingSortKeys)),
      ...anyPage,
    })
    roundTrips(searches, search => serializeBillingSearch(search), loadBillingSearch)
  })

  it('of a review round', () => {
    const searches: fc.Arbitrary<RoundSearch> = fc.record({
      round: fc.option(fc.uuid()),
      state: fc.constantFrom(...itemStates),
      q: anyText(200),
      ...anyPage,
    })
    roundTrips(searches, search => serializeRoundSearch(search), loadRoundSearch)
  })

  it('of channels', () => {
    const searches: fc.Arbitrary<ChannelSearch> = fc.record({
      q: anyText(200),
      limit: fc.subarray([...limitKinds]),
      sort: either(channelSortKeys),
      ...anyPage,
    })
    roundTrips(searches, search => serializeChannelSearch(search), loadChannelSearch)
  })
})
