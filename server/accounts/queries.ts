import 'server-only'
import { eq } from 'drizzle-orm'
import type { AccountSearch } from '@/lib/account-search'
import type { AccountDetail, AccountPage } from '@/lib/accounts'
import { notFound } from '@/lib/errors'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { accounts } from '../db/schema'
import { readMemory } from '../sync/record'
import { fleetOf } from './fleet/fleet'
import { readMarks } from './marks'
import { openCreates } from './open-creates'
import { readRows } from './read-rows'
import { detailColumns, toDetail } from './rows'
import { visibleFilter, visibleSort } from './visible'

export async function listAccounts(ctx: Ctx<OperatorActor>, search: AccountSearch): Promise<AccountPage> {
  const [fleet, memory, creates] = await Promise.all([fleetOf(ctx), readMemory(ctx.db), openCreates(ctx)])
  const filter = visibleFilter(ctx, search)
  const { total, facets } = fleet.selection(filter)
  const ids = fleet.page(filter, visibleSort(ctx, search.sort), (search.page - 1) * search.size, search.size)
  const hits = fleet.noteHits(ids, filter.q)
  const rows = await readRows(ctx, ids)
  return {
    rows: rows.map(row => {
      const noteHit = hits.get(row.id)
      return noteHit ? { ...row, noteHit } : row
    }),
    rowCount: total,
    total: fleet.size,
    asOf: memory.asOf ?? null,
    facets: can(ctx.actor.role, 'accounts.balances') ? facets : { ...facets, currency: [] },
    openCreates: creates,
  }
}

/** Throws not_found. */
export async function getAccount(ctx: Ctx<OperatorActor>, id: string): Promise<AccountDetail> {
  const marksOf = await readMarks(ctx.db, [id])
  const [record] = await ctx.db.select(detailColumns).from(accounts).where(eq(accounts.id, id))
  if (!record) throw notFound('This account')
  return toDetail(ctx, record, marksOf(id))
}
