import 'server-only'
import { and, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AccountFilter, AccountSort } from '@/lib/account-filters'
import type { Db, Tx } from '../../db/client'
import { accounts } from '../../db/schema'
import { filterCondition } from './filter'
import { asksForCurrencies, currenciesInOrder, indexRanges, keysOf, sorted } from './order'

/** Up to this many matches are read and sorted. With more, the index of the sort key is scanned until the page is full. */
const maxSorted = 3_000

const currencyRows = z.object({ rows: z.array(z.object({ currency: z.string() })) })

type Place = { offset: number; limit: number }

/** What the order of a page needs to know of the accounts. */
export async function currenciesFor({ db }: { db: Db | Tx }, sorts: readonly AccountSort[]): Promise<string[]> {
  if (!asksForCurrencies(sorts)) return []
  return currencyRows.parse(await db.execute(currenciesInOrder)).rows.map(({ currency }) => currency)
}

/**
 * A query of the ids of one page, in order. The statement counts the matches first and then sorts them or scans the index: for rare
 * matches a scan would read most of the index.
 * @param currencies of `currenciesFor`: without them an order by currency sorts each currency
 * @param sortedAtMost lower in tests, so that a few accounts cover both plans
 */
export function pageIds(
  filter: AccountFilter,
  sorts: readonly AccountSort[],
  { offset, limit }: Place,
  { currencies = [], sortedAtMost = maxSorted }: { currencies?: readonly string[]; sortedAtMost?: number } = {},
): SQL {
  const asked = filterCondition(filter)
  const end = offset + limit
  const ids = (where: SQL | undefined, order: readonly SQL[], most: number) =>
    sql`select ${accounts.id} from ${accounts} where ${where ?? sql`true`} order by ${sql.join([...order], sql`, `)} limit ${most}`
  const cut = (parts: readonly SQL[]) =>
    sql`select parts.id from (${sql.join(
      parts.map(part => sql`(${part})`),
      sql` union all `,
    )}) parts limit ${limit} offset ${offset}`
  const scanned = (more?: SQL) =>
    indexRanges(sorts, currencies).map(({ where, order }) => ids(and(more, asked, ...where), order, end))
  if (!asked) return cut(scanned())
  const isFew = sql`(select few.yes from few)`
  const { keys, order } = keysOf(sorts)
  const few = sql`select id from found where ${isFew} order by ${sql.join(order, sql`, `)} limit ${end}`
  return sql`
    with found as materialized (
        select ${sql.join([sql`${accounts.id}`, ...keys], sql`, `)} from ${accounts} where ${asked} limit ${sortedAtMost + 1}
      ),
      few as materialized (select count(*) <= ${sortedAtMost} as yes from found)
    ${cut([few, ...scanned(sql`not ${isFew}`)])}`
}

/** All ids that match, in order. */
export function allIds(filter: AccountFilter, sorts: readonly AccountSort[], more?: SQL): SQL {
  return sql`select ${accounts.id} from ${accounts} where ${and(filterCondition(filter), more) ?? sql`true`} order by ${sql.join(sorted(sorts), sql`, `)}`
}

const idRows = z.object({ rows: z.array(z.object({ id: z.string() })) })

export async function readIds(db: Db | Tx, query: SQL): Promise<string[]> {
  return idRows.parse(await db.execute(query)).rows.map(({ id }) => id)
}
