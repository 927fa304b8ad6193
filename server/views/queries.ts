import 'server-only'
import { and, asc, eq, or, sql } from 'drizzle-orm'
import { filterOf, filtersByBalance } from '@/lib/account-filters'
import { can } from '@/lib/permissions'
import { accountsLookSchema } from '@/lib/preferences'
import { type CountedView, type SavedView, searchOf } from '@/lib/views'
import type { Ctx, OperatorActor } from '../context'
import { countEach } from '../mirror/search/counts'
import { visibleSearch } from '../mirror/search/visible'
import { operators, savedViews } from '../platform/db/schema'

const columns = {
  id: savedViews.id,
  name: savedViews.name,
  search: savedViews.search,
  look: savedViews.look,
  shared: savedViews.shared,
  operatorId: savedViews.operatorId,
  ownerName: operators.name,
  updatedAt: savedViews.updatedAt,
}

/** The filters as they were saved. */
async function read(ctx: Ctx<OperatorActor>, id?: string): Promise<SavedView[]> {
  const records = await ctx.db
    .select(columns)
    .from(savedViews)
    .innerJoin(operators, eq(operators.id, savedViews.operatorId))
    .where(
      and(
        or(eq(savedViews.operatorId, ctx.actor.id), savedViews.shared),
        id === undefined ? undefined : eq(savedViews.id, id),
      ),
    )
    .orderBy(asc(sql`lower(${savedViews.name})`), asc(savedViews.id))
  return records.map(({ operatorId, look, updatedAt, ...view }) => ({
    ...view,
    // A look from an older version that no longer fits becomes the table's default.
    look: accountsLookSchema.safeParse(look).data ?? {},
    mine: operatorId === ctx.actor.id,
    updatedAt: updatedAt.toISOString(),
  }))
}

/** The operator's own views and the shared ones, by name, each with its current number of accounts. */
export async function listViews(ctx: Ctx<OperatorActor>): Promise<CountedView[]> {
  const counted: CountedView[] = []
  // One after the other: a hundred counts at once would take every connection.
  for (const view of await read(ctx)) counted.push({ ...visible(ctx, view), count: await countView(ctx, view) })
  return counted
}

/** Null when the view filters by what the role may not see: a number would be wrong, or reveal it. */
async function countView(ctx: Ctx<OperatorActor>, view: SavedView): Promise<number | null> {
  const filter = filterOf(searchOf(view))
  if (!can(ctx.actor.role, 'accounts.balances') && filtersByBalance(filter)) return null
  const [count = 0] = await countEach(ctx, [filter])
  return count
}

const visible = (ctx: Ctx<OperatorActor>, view: SavedView) => ({ ...view, search: visibleSearch(ctx, view.search) })

/** The operator's own views and the shared ones, by name. */
export async function visibleViews(ctx: Ctx<OperatorActor>): Promise<SavedView[]> {
  return (await read(ctx)).map(view => visible(ctx, view))
}

/** One view as the operator may see it; null when it does not exist or is another operator's private view. */
export async function findView(ctx: Ctx<OperatorActor>, id: string | null): Promise<SavedView | null> {
  const view = await savedView(ctx, id)
  return view && visible(ctx, view)
}

/** The same as it was saved: for changing it. */
export async function savedView(ctx: Ctx<OperatorActor>, id: string | null): Promise<SavedView | null> {
  if (id === null || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return null
  const [view] = await read(ctx, id)
  return view ?? null
}
