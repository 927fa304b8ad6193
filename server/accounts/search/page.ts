import 'server-only'
import { and, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AccountFilter, AccountSort } from '@/lib/account-search'
import type { Db, Tx } from '../../db/client'
import { accounts } from '../../db/schema'
import { selects } from './filter'
import { keysOf, sorted, walks } from './order'

/** So many that match are read and sorted; where there are more, the order's index is followed until the page is full. */
const usualFew = 3_000

type Place = { offset: number; limit: number }

/**
 * The ids of one page, in order: a query with the one column `id`. Which of the two ways is taken is decided by the database, in the
 * same statement: what matches seldom in the index's order would else be looked for through most of it.
 * @param fewAtMost another number for tests, so that a few accounts show both ways
 */
export function pageIds(
  filter: AccountFilter,
  sorts: readonly AccountSort[],
  { offset, limit }: Place,
  fewAtMost: number = usualFew,
): SQL {
  const asked = selects(filter)
  const end = offset + limit
  const ids = (where: SQL | undefined, order: readonly SQL[], most: number) =>
    sql`select ${accounts.id} from ${accounts} where ${where ?? sql`true`} order by ${sql.join([...order], sql`, `)} limit ${most}`
  const cut = (parts: readonly SQL[]) =>
    sql`select parts.id from (${sql.join(
      parts.map(part => sql`(${part})`),
      sql` union all `,
    )}) parts limit ${limit} offset ${offset}`
  const walked = (more?: SQL) => walks(sorts).map(({ where, order }) => ids(and(more, asked, ...where), order, end))
  if (!asked) return cut(walked())
  const isFew = sql`(select few.yes from few)`
  const { keys, order } = keysOf(sorts)
  const few = sql`select id from found where ${isFew} order by ${sql.join(order, sql`, `)} limit ${end}`
  return sql`
    with found as materialized (
        select ${sql.join([sql`${accounts.id}`, ...keys], sql`, `)} from ${accounts} where ${asked} limit ${fewAtMost + 1}
      ),
      few as materialized (select count(*) <= ${fewAtMost} as yes from found)
    ${cut([few, ...walked(sql`not ${isFew}`)])}`
}

/** All ids that match, in order. */
export function allIds(filter: AccountFilter, sorts: readonly AccountSort[], more?: SQL): SQL {
  return sql`select ${accounts.id} from ${accounts} where ${and(selects(filter), more) ?? sql`true`} order by ${sql.join(sorted(sorts), sql`, `)}`
}

const idRows = z.object({ rows: z.array(z.object({ id: z.string() })) })

export async function readIds(db: Db | Tx, query: SQL): Promise<string[]> {
  return idRows.parse(await db.execute(query)).rows.map(({ id }) => id)
}
