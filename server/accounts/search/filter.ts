import 'server-only'
import { and, eq, gte, inArray, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import { type AccountFilter, accountFacets } from '@/lib/account-search'
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

/** Text and ranges. An unknown value is in no range. */
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

/** A facet of two values. Both chosen is the same as none. */
function either(wanted: readonly string[], yes: SQL, no: SQL): SQL | undefined {
  const [one, ...others] = new Set(wanted)
  if (one === undefined || others.length > 0) return undefined
  return one === 'yes' || one === 'known' ? yes : no
}

function facets(filter: AccountFilter): (SQL | undefined)[] {
  const { currency } = filter
  return [
    // The rank has an index.
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

/** The condition of a filter; undefined = every account matches. */
export function filterCondition(filter: AccountFilter): SQL | undefined {
  return and(...textAndRanges(filter), ...facets(filter))
}

/** The same filter with no facet value chosen. */
export function withoutFacets(filter: AccountFilter): AccountFilter {
  return { ...filter, ...Object.fromEntries(accountFacets.map(facet => [facet, []])) }
}
