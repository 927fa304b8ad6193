import 'server-only'
import { and, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AccountFilter, AccountSort } from '@/lib/account-filters'
import { usualTimeZone } from '@/lib/day'
import type { Db, Tx } from '../../platform/db/client'
import { rowsOf } from '../../platform/db/rows'
import { accounts } from '../../platform/db/schema'
import { filterCondition } from './filter'
import { indexRanges, keysOf, sorted } from './order'

/** `zone` is the time zone of the filter's days (`zoneOf`). */
type Place = { offset: number; limit: number; zone?: string }

/** How far to search before all matches are read: matches that are sorted at once, and entries of an index. */
type Reach = { matches: number; entries: number }
const usualReach: Reach = { matches: 3_000, entries: 10_000 }

/**
 * A query of the ids of one page, in order. Few matches are read and sorted; frequent ones are searched for along the
 * index of the sort key. If that does not fill the page (names with the same beginning may come late), all are read.
 * The statement itself chooses the plan. @param reach lower in tests, so that a few accounts cover all three plans
 */
export function pageIds(
  filter: AccountFilter,
  sorts: readonly AccountSort[],
  { offset, limit, zone = usualTimeZone }: Place,
  reach: Reach = usualReach,
): SQL {
  const asked = filterCondition(filter, zone)
  const end = offset + limit
  const select = (what: SQL, where: SQL | undefined, order: readonly SQL[], most: number) =>
    sql`select ${what} from ${accounts} where ${where ?? sql`true`} order by ${sql.join([...order], sql`, `)} limit ${most}`
  const inTurn = (parts: readonly SQL[]) =>
    sql.join(
      parts.map(part => sql`(${part})`),
      sql` union all `,
    )
  const cut = (parts: readonly SQL[]) =>
    sql`select parts.id from (${inTurn(parts)}) parts limit ${limit} offset ${offset}`
  const along = (what: SQL, most: number, more?: SQL) =>
    indexRanges(sorts).map(({ where, order }) => select(what, and(more, ...where), order, most))
  const id = sql`${accounts.id}`
  if (!asked) return cut(along(id, end))
  const isFew = sql`(select few.yes from few)`
  const isFull = sql`(select full_page.yes from full_page)`
  const { keys, order } = keysOf(sorts)
  const idAndKeys = sql.join([id, ...keys], sql`, `)
  const sortedOf = (matches: SQL, more?: SQL) =>
    sql`select id from ${matches} ${more ? sql`where ${more}` : sql``} order by ${sql.join(order, sql`, `)} limit ${end}`
  return sql`
    with found as materialized (
        select ${idAndKeys} from ${accounts} where ${asked} limit ${reach.matches + 1}
      ),
      few as materialized (select count(*) <= ${reach.matches} as yes from found),
      near as materialized (
        select ${id} from (
          select * from (${inTurn(along(sql`*`, reach.entries, sql`not ${isFew}`))}) entries limit ${reach.entries}
        ) ${accounts} where ${asked} limit ${end}
      ),
      full_page as materialized (select count(*) = ${end} as yes from near),
      every as materialized (select ${idAndKeys} from ${accounts} where not ${isFew} and not ${isFull} and ${asked})
    ${cut([sortedOf(sql`found`, isFew), sql`select id from near where ${isFull}`, sortedOf(sql`every`)])}`
}

/** All ids that match, in order. */
export function allIds(
  filter: AccountFilter,
  sorts: readonly AccountSort[],
  { more, zone = usualTimeZone }: { more?: SQL; zone?: string } = {},
): SQL {
  return sql`select ${accounts.id} from ${accounts} where ${and(filterCondition(filter, zone), more) ?? sql`true`} order by ${sql.join(sorted(sorts), sql`, `)}`
}

const idRows = rowsOf({ id: z.string() })

export async function readIds(db: Db | Tx, query: SQL): Promise<string[]> {
  return idRows.parse(await db.execute(query)).map(({ id }) => id)
}
