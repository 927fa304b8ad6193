import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Services } from '../../context'

export type Rebuilt = { accounts: number; changed: number }

const batch = 1_000
const written = z.object({
  rows: z.array(z.object({ last: z.string().nullable(), accounts: z.number(), changed: z.number() })).length(1),
})

/**
 * Writes what searches read anew from the accounts, notes and tickets, where it differs: after a repair of the database by hand, or a
 * change of the rules. A transaction for each thousand accounts, so that nobody waits long.
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

async function rebuildAfter(
  { db }: Pick<Services, 'db'>,
  id: string | null,
): Promise<Rebuilt & { last: string | null }> {
  const [answer] = written.parse(
    await db.execute(sql`
      with part as materialized (
          select id, organization_name, email from accounts
          where ${id === null ? sql`true` : sql`id > ${id}`} order by id limit ${batch} for no key update
        ),
        anew as materialized (
          select id, account_search_text(id, organization_name, email) as search_text from part
        ),
        changed as (
          update accounts a set search_text = anew.search_text from anew
          where a.id = anew.id and a.search_text is distinct from anew.search_text returning 1
        )
      select (select id from part order by id desc limit 1) as last, (select count(*)::int from part) as accounts,
        (select count(*)::int from changed) as changed`),
  ).rows
  return answer ?? { accounts: 0, changed: 0, last: null }
}
