import 'server-only'
import { randomUUID } from 'node:crypto'
import { lt, or, sql } from 'drizzle-orm'
import { everyAccount } from '@/lib/account-filters'
import { loadAccountSearch, serializeAccountSearch } from '@/lib/account-search'
import { conflict, notFound } from '@/lib/errors'
import { type FreezeInput, type Frozen, freezeInput } from '@/lib/selection-inputs'
import type { Ctx, OperatorActor } from '../../context'
import { zoneOf } from '../../mirror/search/filter'
import { allIds, readIds } from '../../mirror/search/page'
import { visibleFilter, visibleSort } from '../../mirror/search/visible'
import { accounts, frozenSelections } from '../../platform/db/schema'
import { defineCommand } from '../define'
import { keptMs } from './read'

/** The most selections kept per person: a selection of a large fleet takes megabytes. */
const mostOfOne = 20

/**
 * Stores which accounts match now, and in which order, so that a later sync does not change what the operator saw. Not
 * recorded, because selecting changes nothing; the use of the selection is recorded.
 */
export const freezeSelection = defineCommand({
  action: 'accounts.freeze',
  permission: 'accounts.read',
  input: freezeInput,
  run: async (ctx, input): Promise<Frozen> => {
    const { search, ids } = await select(ctx, input)
    if (ids.length === 0) throw conflict('No account matches now.')
    await forgetOld(ctx)
    const id = randomUUID()
    // One text instead of 100,000 parameters: both drivers send it unchanged.
    const list = sql`${`{${ids.join(',')}}`}::text::uuid[]`
    await ctx.db
      .insert(frozenSelections)
      .values({ id, operatorId: ctx.actor.id, search, accountIds: list, createdAt: ctx.now() })
    return { id, count: ids.length }
  },
})

async function select(ctx: Ctx<OperatorActor>, input: FreezeInput): Promise<{ search: string | null; ids: string[] }> {
  const asked = loadAccountSearch(new URLSearchParams(input.search ?? ''))
  const sort = visibleSort(ctx, asked.sort)
  if (input.ids) {
    const ticked = new Set(input.ids)
    const among = sql`${accounts.id} = any(${`{${[...ticked].join(',')}}`}::uuid[])`
    const ids = await readIds(ctx.db, allIds(everyAccount, sort, { more: among }))
    if (ids.length < ticked.size) throw notFound('One of these accounts')
    return { search: null, ids }
  }
  const filter = visibleFilter(ctx, asked)
  const ids = await readIds(ctx.db, allIds(filter, sort, { zone: await zoneOf(ctx, filter) }))
  return { search: serializeAccountSearch({ ...filter, sort }), ids }
}

async function forgetOld(ctx: Ctx<OperatorActor>): Promise<void> {
  const surplus = sql`${frozenSelections.id} in (
    select f.id from frozen_selections f where f.operator_id = ${ctx.actor.id} order by f.created_at desc offset ${mostOfOne - 1}
  )`
  const before = new Date(ctx.now().getTime() - keptMs)
  await ctx.db.delete(frozenSelections).where(or(lt(frozenSelections.createdAt, before), surplus))
}
