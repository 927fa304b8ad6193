import 'server-only'
import { and, eq, gt, sql } from 'drizzle-orm'
import { AppError } from '@/lib/errors'
import type { Ctx, OperatorActor } from '../../context'
import { readIds } from '../../mirror/search/page'
import { maySeeSearch } from '../../mirror/search/visible'
import { frozenSelections } from '../../platform/db/schema'

/** How long a selection can be used. */
export const keptMs = 24 * 3_600_000

const ownAndFresh = (ctx: Ctx<OperatorActor>, id: string) =>
  and(
    eq(frozenSelections.id, id),
    eq(frozenSelections.operatorId, ctx.actor.id),
    gt(frozenSelections.createdAt, new Date(ctx.now().getTime() - keptMs)),
  )

const gone = () =>
  new AppError({
    code: 'not_found',
    message: 'This selection no longer exists.',
    hint: 'A selection is kept for one day, only for the operator who made it. Select the accounts again.',
  })

/** A selection of the operator. Throws not_found for one of another operator, an expired one and an unknown one. */
export async function frozenSelection(ctx: Ctx<OperatorActor>, id: string) {
  const [found] = await ctx.db
    .select({
      id: frozenSelections.id,
      count: sql<number>`cardinality(${frozenSelections.accountIds})`,
      search: frozenSelections.search,
    })
    .from(frozenSelections)
    .where(ownAndFresh(ctx, id))
  // Made under a role that could see more.
  if (!found || !maySeeSearch(ctx, found.search)) throw gone()
  return found
}

/**
 * All ids of a selection by name, whatever it was sorted by: a job works in this order, which operators see who may not
 * see what the selection was sorted by. Throws not_found as `frozenSelection` does.
 */
export async function readInNameOrder(ctx: Ctx<OperatorActor>, id: string): Promise<string[]> {
  const ids = await readIds(
    ctx.db,
    sql`
      select listed.id from ${frozenSelections} cross join unnest(${frozenSelections.accountIds}) as listed(id)
      left join accounts a on a.id = listed.id
      where ${ownAndFresh(ctx, id)} order by coalesce(a.organization_name, a.email, listed.id::text), listed.id`,
  )
  if (ids.length === 0) throw gone()
  return ids
}

/**
 * Ids of a selection from position `from` (0 is the first) to before `to`, in its order. The database cuts the slice,
 * so that a large selection is never in memory as a whole. Throws not_found as `frozenSelection` does.
 */
export async function readFrozen(ctx: Ctx<OperatorActor>, id: string, from: number, to: number): Promise<string[]> {
  const slice = sql<string[]>`${frozenSelections.accountIds}[${from + 1}::int:${to}::int]`
  const [found] = await ctx.db.select({ ids: slice }).from(frozenSelections).where(ownAndFresh(ctx, id))
  if (!found) throw gone()
  return found.ids
}
