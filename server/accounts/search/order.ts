import 'server-only'
import { asc, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { AccountSort, AccountSortKey } from '@/lib/account-search'
import { accounts } from '../../db/schema'

// In either direction what is not known comes last. Equal accounts follow each other by id, in the direction of the last key: that is the
// order in which an index on (key, id) is read.

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
  created: accounts.createdAt,
  updated: accounts.updatedAt,
  review: accounts.reviewDue,
}
const alwaysKnown: readonly AccountSortKey[] = ['id', 'status']
/** Keys of few values: before others they are read value by value, so that the index of the next key does the sorting. */
const fewValues: Partial<Record<AccountSortKey, readonly (number | boolean)[]>> = {
  status: [0, 1, 2, 3, 4],
  rollup: [false, true],
  pricing: [false, true],
}

const byId = (sorts: readonly AccountSort[]) => (sorts.at(-1)?.descending ? desc(accounts.id) : asc(accounts.id))
const byKey = ({ key, descending }: AccountSort, column: SQL | PgColumn = columns[key]) =>
  sql`${column} ${descending ? sql`desc` : sql`asc`} nulls last`

/** The whole order, for accounts that are sorted. */
export function sorted(sorts: readonly AccountSort[]): SQL[] {
  return [...sorts.map(sort => byKey(sort)), byId(sorts)]
}

/** What is sorted by, to be read ahead as `key_0`, `key_1` and so on; and the order of what was read. */
export function keysOf(sorts: readonly AccountSort[]): { keys: SQL[]; order: SQL[] } {
  const name = (at: number) => sql.raw(`key_${at}`)
  return {
    keys: sorts.map(({ key }, at) => sql`${columns[key]} as ${name(at)}`),
    order: [...sorts.map((sort, at) => byKey(sort, name(at))), sorts.at(-1)?.descending ? sql`id desc` : sql`id`],
  }
}

/** A part of the accounts in an order that an index has. */
export type Walk = { where: SQL[]; order: SQL[] }

/** The same order as walks: all accounts of the first, then all of the second, and so on. */
export function walks(sorts: readonly AccountSort[]): Walk[] {
  return walksOf(sorts, byId(sorts))
}

function walksOf(sorts: readonly AccountSort[], id: SQL): Walk[] {
  const [first, ...others] = sorts
  if (!first) return [{ where: [], order: [id] }]
  const column = columns[first.key]
  const within = (where: SQL) => walksOf(others, id).map(walk => ({ ...walk, where: [where, ...walk.where] }))
  const values = others.length > 0 ? fewValues[first.key] : undefined
  if (values) {
    const inOrder = first.descending ? values.toReversed() : values
    const known = inOrder.flatMap(value => within(eq(column, value)))
    return alwaysKnown.includes(first.key) ? known : [...known, ...within(isNull(column))]
  }
  const rest = [...others.map(sort => byKey(sort)), id]
  // Upwards an index has what is not known at its end.
  if (!first.descending || alwaysKnown.includes(first.key))
    return [{ where: [], order: [first.descending ? desc(column) : asc(column), ...rest] }]
  return [{ where: [isNotNull(column)], order: [desc(column), ...rest] }, ...within(isNull(column))]
}
