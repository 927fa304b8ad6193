import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Services } from '../../context'
import { rowOf } from '../../platform/db/rows'

export type Rebuilt = { accounts: number; changed: number }

const batch = 1_000
const written = rowOf({ last: z.string().nullable(), accounts: z.number(), changed: z.number() })

/**
 * Rebuilds the search text of all accounts from names, notes and tickets, and writes it where it differs. Use it after
 * a manual repair of the database, or after the folding rules changed. Locks a thousand accounts per transaction.
 */
export async function rebuildSearch(services: Pick<Services, 'db'>): Promise<Rebuilt> {
  const total = { accounts: 0, changed: 0 }
  let last: string | null = null
  do {
    const part = await rebuildAfter(services, last)
    total.accounts += part.accounts
    total.changed += part.changed
    last = part.last
  } while (last !== null)
  return total
}

async function rebuildAfter({ db }: Pick<Services, 'db'>, id: string | null) {
  return written.parse(
    await db.execute(sql`
      with part as materialized (
          select id, organization_name, email from accounts
          where ${id === null ? sql`true` : sql`id > ${id}`} order by id limit ${batch} for no key update
        ),
        rebuilt as materialized (
          select id, account_search_text(id, organization_name, email) as search_text from part
        ),
        changed as (
          update accounts a set search_text = rebuilt.search_text from rebuilt
          where a.id = rebuilt.id and a.search_text is distinct from rebuilt.search_text returning 1
        )
      select (select id from part order by id desc limit 1) as last, (select count(*)::int from part) as accounts,
        (select count(*)::int from changed) as changed`),
  )
}
