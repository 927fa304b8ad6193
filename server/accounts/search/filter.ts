import 'server-only'
import { and, eq, gte, inArray, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import { type AccountFilter, everyAccount } from '@/lib/account-search'
import { accountStatuses } from '@/lib/managed-account'
import { accounts } from '../../db/schema'
import { matchesText } from './text'

const dayMs = 86_400_000

/** Days in UTC, both ends included. */
function days(
  column: typeof accounts.createdAt | typeof accounts.disabledSince,
  from: string,
  to: string,
): (SQL | undefined)[] {
  return [
    from === '' ? undefined : gte(column, new Date(`${from}T00:00:00Z`)),
    to === '' ? undefined : lte(column, new Date(Date.parse(`${to}T00:00:00Z`) + dayMs - 1)),
  ]
}

/** The text and the ranges: what the counts of facets depend on. What is not known is in no range. */
function textAndRanges(filter: AccountFilter): (SQL | undefined)[] {
  const by = filter.disabledBy.trim().toLowerCase()
  const { creditMin, creditMax, channelsMin, channelsMax } = filter
  return [
    matchesText(filter.q),
    ...days(accounts.createdAt, filter.createdFrom, filter.createdTo),
    ...days(accounts.updatedAt, filter.updatedFrom, filter.updatedTo),
    ...days(accounts.disabledSince, filter.disabledFrom, filter.disabledTo),
    filter.reviewFrom === '' ? undefined : gte(accounts.reviewDue, filter.reviewFrom),
    filter.reviewTo === '' ? undefined : lte(accounts.reviewDue, filter.reviewTo),
    creditMin === null ? undefined : sql`${accounts.ownCredit} >= ${creditMin}::numeric`,
    creditMax === null ? undefined : sql`${accounts.ownCredit} <= ${creditMax}::numeric`,
    channelsMin === null ? undefined : gte(accounts.channelLimit, channelsMin),
    channelsMax === null ? undefined : lte(accounts.channelLimit, channelsMax),
    by === ''
      ? undefined
      : sql`${accounts.status} = 'disabled' and strpos(lower(${accounts.disabledBy} collate "und-x-icu"), ${by}) > 0`,
  ]
}

function flag(
  column: typeof accounts.rollupBilling | typeof accounts.customPricing,
  wanted: AccountFilter['rollup'],
): SQL | undefined {
  if (wanted.length === 0) return undefined
  return or(...wanted.map(one => (one === 'unknown' ? isNull(column) : eq(column, one === 'yes'))))
}

/** Yes, no, or both, which selects nothing in particular. */
function either(wanted: readonly string[], yes: SQL, no: SQL): SQL | undefined {
  const [one, ...others] = new Set(wanted)
  if (one === undefined || others.length > 0) return undefined
  return one === 'yes' || one === 'known' ? yes : no
}

function facets(filter: AccountFilter): (SQL | undefined)[] {
  const { currency } = filter
  return [
    // By its rank, which has an index.
    filter.status.length === 0
      ? undefined
      : inArray(
          accounts.statusRank,
          filter.status.map(one => accountStatuses.indexOf(one)),
        ),
    flag(accounts.rollupBilling, filter.rollup),
    flag(accounts.customPricing, filter.pricing),
    currency.length === 0
      ? undefined
      : or(inArray(accounts.currency, currency), currency.includes('unknown') ? isNull(accounts.currency) : undefined),
    either(filter.limit, isNotNull(accounts.channelLimit), isNull(accounts.channelLimit)),
    either(filter.missing, isNotNull(accounts.missingSince), isNull(accounts.missingSince)),
    either(filter.protected, isNotNull(accounts.protectedAt), isNull(accounts.protectedAt)),
    either(filter.drifted, sql`${accounts.drifted}`, sql`not ${accounts.drifted}`),
  ]
}

/** The accounts that a filter selects; undefined = all of them. */
export function selects(filter: AccountFilter): SQL | undefined {
  return and(...textAndRanges(filter), ...facets(filter))
}

/** The same whatever is chosen in the facets. */
export function selectsWithoutFacets(filter: AccountFilter): SQL | undefined {
  return and(...textAndRanges(filter))
}

/** A filter with nothing chosen in its facets. */
export function withoutFacets(filter: AccountFilter): AccountFilter {
  const { status, rollup, pricing, currency, limit, missing, protected: kept, drifted } = everyAccount
  return { ...filter, status, rollup, pricing, currency, limit, missing, protected: kept, drifted }
}
