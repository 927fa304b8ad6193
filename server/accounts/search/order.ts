import 'server-only'
import { asc, desc, eq, isNotNull, isNull, notInArray, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { AccountSort, AccountSortKey } from '@/lib/account-filters'
import { accountStatuses } from '@/lib/managed-account'
import { accounts } from '../../db/schema'

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
const amounts: readonly (AccountSortKey | undefined)[] = ['credit', 'balance']
type Value = string | number | boolean

/**
 * The values of keys that have few. In front of other keys they are read value by value, so that the index of the next key gives the
 * order. Amounts have an index of their own behind the currency.
 */
function fewValues(
  { key }: AccountSort,
  [next]: readonly AccountSort[],
  currencies: readonly string[],
): readonly Value[] | undefined {
  if (next === undefined) return undefined
  if (key === 'status') return accountStatuses.map((_, rank) => rank)
  if (key === 'rollup' || key === 'pricing') return [false, true]
  return key === 'currency' && currencies.length > 0 && !amounts.includes(next.key) ? currencies : undefined
}

/** Whether the index ranges of this order need the currencies that accounts have. */
export function asksForCurrencies(sorts: readonly AccountSort[]): boolean {
  const at = sorts.findIndex(({ key }) => key === 'currency')
  return at >= 0 && at < sorts.length - 1 && !amounts.includes(sorts[at + 1]?.key)
}

/** The currencies that accounts have, in the order of the database. Read from one to the next in the index. */
export const currenciesInOrder = sql`
  with recursive known(currency) as (
      (select currency from accounts where currency is not null order by currency limit 1)
      union all
      select (select a.currency from accounts a where a.currency > known.currency order by a.currency limit 1)
      from known where known.currency is not null
    )
  select currency from known where currency is not null`

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
export type IndexRange = { where: SQL[]; order: SQL[] }

/** The same order as index ranges, one after the other. */
export function indexRanges(sorts: readonly AccountSort[], currencies: readonly string[]): IndexRange[] {
  const id = byId(sorts)
  const rangesOf = ([first, ...others]: readonly AccountSort[]): IndexRange[] => {
    if (!first) return [{ where: [], order: [id] }]
    const column = columns[first.key]
    const within = (where: SQL) => rangesOf(others).map(range => ({ ...range, where: [where, ...range.where] }))
    const inOrder = [first.descending ? desc(column) : asc(column), ...others.map(sort => byKey(sort)), id]
    const values = fewValues(first, others, currencies)
    const known = values
      ? (first.descending ? values.toReversed() : values).flatMap(value => within(eq(column, value)))
      : [{ where: [isNotNull(column)], order: inOrder }]
    if (alwaysKnown.includes(first.key)) return values ? known : [{ where: [], order: inOrder }]
    // An ascending index has unknown values at its end.
    if (!values && !first.descending && others.length === 0) return [{ where: [], order: inOrder }]
    // A currency that came meanwhile is behind the others, but not lost.
    const newcomers =
      first.key === 'currency' && values ? [{ where: [notInArray(column, [...values])], order: inOrder }] : []
    return [...known, ...newcomers, ...within(isNull(column))]
  }
  return rangesOf(sorts)
}
