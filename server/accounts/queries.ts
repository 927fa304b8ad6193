import 'server-only'
import { eq, inArray } from 'drizzle-orm'
import type { AccountSearch } from '@/lib/account-search'
import type { AccountDetail, AccountPage, AccountRow } from '@/lib/accounts'
import { notFound } from '@/lib/errors'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { accounts } from '../db/schema'
import { readMemory } from '../sync/record'
import { fleetOf } from './fleet/fleet'
import { openCreates } from './open-creates'
import { detailColumns, listColumns, toDetail, toRow } from './rows'
import { visibleFilter, visibleSort } from './visible'

export async function listAccounts(ctx: Ctx<OperatorActor>, search: AccountSearch): Promise<AccountPage> {
  const [fleet, memory, creates] = await Promise.all([fleetOf(ctx), readMemory(ctx.db), openCreates(ctx)])
  const filter = visibleFilter(ctx, search)
  const { total, facets } = fleet.selection(filter)
  const ids = fleet.page(filter, visibleSort(ctx, search.sort), (search.page - 1) * search.size, search.size)
  return {
    rows: await readRows(ctx, ids),
    rowCount: total,
    total: fleet.size,
    asOf: memory.asOf ?? null,
    facets: can(ctx.actor.role, 'accounts.balances') ? facets : { ...facets, currency: [] },
    openCreates: creates,
  }
}

/** The accounts of these ids as they are now, in this order. */
export async function readRows(ctx: Ctx<OperatorActor>, ids: readonly string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return []
  const records = await ctx.db
    .select(listColumns)
    .from(accounts)
    .where(inArray(accounts.id, [...ids]))
  const byId = new Map(records.map(record => [record.id, record]))
  return ids.flatMap(id => {
    const record = byId.get(id)
    return record ? [toRow(ctx, record)] : []
  })
}

/** Throws not_found. */
export async function getAccount(ctx: Ctx<OperatorActor>, id: string): Promise<AccountDetail> {
  const [record] = await ctx.db.select(detailColumns).from(accounts).where(eq(accounts.id, id))
  if (!record) throw notFound('This account')
  return toDetail(ctx, record)
}
