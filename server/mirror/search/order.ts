import 'server-only'
import { asc, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { AccountSortKey } from '@/lib/account-columns'
import type { AccountSort } from '@/lib/account-filters'
import { accountStatuses } from '@/lib/managed-account'
import { accounts } from '../../platform/db/schema'

// Unknown values come last in both directions. Equal values are sorted by id in the direction of the last key, as an index on (key, id)
// returns them.

const columns: Record<AccountSortKey, PgColumn> = {
  name: accounts.organizationName,
  email: accounts.email,
  id: accounts.id,
  status: accounts.statusRank,
  rollup: accounts.rollupBilling,
  pricing: accounts.customPricing,
  channels: accounts.channelLimit,
  currency: accounts.currency,
  credit: accounts.ownCredit,
  balance: accounts.ownBalance,
  created: accounts.createdAt,
  updated: accounts.updatedAt,
  disabled: accounts.disabledSince,
  review: accounts.reviewDue,
}
const alwaysKnown: readonly AccountSortKey[] = ['id', 'status']
/** Keys with few values. As a first key they are read value by value, each in the order of the next key. */
const fewValues: Partial<Record<AccountSortKey, readonly (number | boolean)[]>> = {
  status: accountStatuses.map((_, rank) => rank),
  rollup: [false, true],
  pricing: [false, true],
}

const byId = (sorts: readonly AccountSort[]) => (sorts.at(-1)?.descending ? desc(accounts.id) : asc(accounts.id))
const byKey = ({ key, descending }: AccountSort, column: SQL | PgColumn = columns[key]) =>
  sql`${column} ${descending ? sql`desc` : sql`asc`} nulls last`

/** The order for a sort of all matches. */
export function sorted(sorts: readonly AccountSort[]): SQL[] {
  return [...sorts.map(sort => byKey(sort)), byId(sorts)]
}

/** The sort keys as columns `key_0`, `key_1` and so on of a subquery, and the order of that subquery. */
export function keysOf(sorts: readonly AccountSort[]): { keys: SQL[]; order: SQL[] } {
  const name = (at: number) => sql.raw(`key_${at}`)
  return {
    keys: sorts.map(({ key }, at) => sql`${columns[key]} as ${name(at)}`),
    order: [...sorts.map((sort, at) => byKey(sort, name(at))), sorts.at(-1)?.descending ? sql`id desc` : sql`id`],
  }
}

/** A condition and an order that one index gives without sorting. */
type IndexRange = { where: SQL[]; order: SQL[] }

/** The same order as index ranges, one after the other. */
export function indexRanges(sorts: readonly AccountSort[]): IndexRange[] {
  const id = byId(sorts)
  const rangesOf = ([first, ...others]: readonly AccountSort[]): IndexRange[] => {
    if (!first) return [{ where: [], order: [id] }]
    const column = columns[first.key]
    const within = (where: SQL) => rangesOf(others).map(range => ({ ...range, where: [where, ...range.where] }))
    const order = [first.descending ? desc(column) : asc(column), ...others.map(sort => byKey(sort)), id]
    const isKnown = alwaysKnown.includes(first.key)
    const values = others.length > 0 ? fewValues[first.key] : undefined
    if (!values) {
      // An ascending index has unknown values at its end, ordered by id.
      if (isKnown || (!first.descending && others.length === 0)) return [{ where: [], order }]
      return [{ where: [isNotNull(column)], order }, ...within(isNull(column))]
    }
    const known = (first.descending ? values.toReversed() : values).flatMap(value => within(eq(column, value)))
    return isKnown ? known : [...known, ...within(isNull(column))]
  }
  return rangesOf(sorts)
}
