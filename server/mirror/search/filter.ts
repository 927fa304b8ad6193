import 'server-only'
import { and, eq, gte, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import {
  type AccountFacet,
  type AccountFilter,
  accountFacets,
  type DayFilter,
  dayFilters,
  type FacetValue,
  type NumberFilter,
  numberFilters,
} from '@/lib/account-filters'
import { endOfDay, startOfDay, usualTimeZone } from '@/lib/day'
import { accountStatuses } from '@/lib/managed-account'
import type { Services } from '../../context'
import { accounts } from '../../platform/db/schema'
import { readTimeZone } from '../../platform/time-zone'
import { matchesText } from './text'

// What each filter of `lib/account-filters.ts` selects by. A range never matches an unknown value.

const isDisabled = eq(accounts.statusRank, accountStatuses.indexOf('disabled'))

function flag(column: PgColumn, wanted: readonly string[]): SQL | undefined {
  return or(...wanted.map(one => (one === 'unknown' ? isNull(column) : eq(column, one === 'yes'))))
}

/** A facet of two values. Choosing both is the same as choosing none. */
function either(wanted: readonly string[], yes: SQL, no: SQL): SQL | undefined {
  const [one, ...others] = new Set(wanted)
  if (one === undefined || others.length > 0) return undefined
  return one === 'yes' || one === 'known' ? yes : no
}

function anyOf(column: PgColumn, wanted: readonly string[]): SQL | undefined {
  return or(inArray(column, [...wanted]), wanted.includes('unknown') ? isNull(column) : undefined)
}

const owing = {
  yes: sql`${accounts.ownCredit} < 0`,
  no: sql`${accounts.ownCredit} >= 0`,
  unknown: sql`(${accounts.rollupBilling} is not true and ${accounts.ownCredit} is null)`,
}

/** The value as the column `facets` stores it. */
const disabler = sql`replace(coalesce(nullif(${accounts.disabledBy}, ''), 'unknown'), chr(31), ' ')`

/** Called only with at least one value. */
const chosen: { [K in AccountFacet]: (wanted: readonly FacetValue<K>[]) => SQL | undefined } = {
  // The rank has an index.
  status: wanted =>
    inArray(
      accounts.statusRank,
      wanted.map(one => accountStatuses.indexOf(one)),
    ),
  rollup: wanted => flag(accounts.rollupBilling, wanted),
  pricing: wanted => flag(accounts.customPricing, wanted),
  currency: wanted => anyOf(accounts.currency, wanted),
  limit: wanted => either(wanted, isNotNull(accounts.channelLimit), isNull(accounts.channelLimit)),
  missing: wanted => either(wanted, isNotNull(accounts.missingSince), isNull(accounts.missingSince)),
  protected: wanted => either(wanted, isNotNull(accounts.protectedAt), isNull(accounts.protectedAt)),
  drifted: wanted => either(wanted, sql`${accounts.drifted}`, sql`not ${accounts.drifted}`),
  owing: wanted => or(...wanted.map(one => owing[one])),
  reason: wanted => and(isDisabled, anyOf(accounts.disabledReason, wanted)),
  disabledBy: wanted => and(isDisabled, inArray(disabler, [...wanted])),
}

type Range = (from: string, to: string, zone: string) => SQL | undefined
const instants =
  (column: PgColumn): Range =>
  (from, to, zone) =>
    and(
      from === '' ? undefined : gte(column, startOfDay(from, zone)),
      to === '' ? undefined : lt(column, endOfDay(to, zone)),
    )
const dates =
  (column: PgColumn): Range =>
  (from, to) =>
    and(from === '' ? undefined : gte(column, from), to === '' ? undefined : lte(column, to))

const days: Record<DayFilter, Range> = {
  created: instants(accounts.createdAt),
  updated: instants(accounts.updatedAt),
  disabled: instants(accounts.disabledSince),
  review: dates(accounts.reviewDue),
}

const numbers: Record<NumberFilter, PgColumn> = { credit: accounts.ownCredit, channels: accounts.channelLimit }

function ofFacet<K extends AccountFacet>(filter: AccountFilter, facet: K): SQL | undefined {
  const wanted = filter[facet] as FacetValue<K>[]
  return wanted.length > 0 ? chosen[facet](wanted) : undefined
}

function ofNumbers(filter: AccountFilter, key: NumberFilter): SQL | undefined {
  const [least, most] = [filter[`${key}Min`], filter[`${key}Max`]]
  return and(
    least === null ? undefined : sql`${numbers[key]} >= ${least}::numeric`,
    most === null ? undefined : sql`${numbers[key]} <= ${most}::numeric`,
  )
}

const hasInstants = (filter: AccountFilter) =>
  dayFilters.some(key => key !== 'review' && (filter[`${key}From`] !== '' || filter[`${key}To`] !== ''))

/** The time zone of a filter's days, read only if it has any. */
export async function zoneOf({ db }: Pick<Services, 'db'>, filter: AccountFilter): Promise<string> {
  return hasInstants(filter) ? readTimeZone(db) : usualTimeZone
}

/** The condition of a filter; undefined = every account matches. @param zone the time zone of its days */
export function filterCondition(filter: AccountFilter, zone: string): SQL | undefined {
  return and(
    matchesText(filter.q),
    ...dayFilters.map(key => days[key](filter[`${key}From`], filter[`${key}To`], zone)),
    ...numberFilters.map(key => ofNumbers(filter, key)),
    ...accountFacets.map(facet => ofFacet(filter, facet)),
  )
}
