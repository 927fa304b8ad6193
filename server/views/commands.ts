import 'server-only'
import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { scopeWords } from '@/lib/account-filters'
import { loadAccountSearch } from '@/lib/account-search'
import type { Changes } from '@/lib/audit'
import { AppError, conflict, forbidden, invalid, notFound } from '@/lib/errors'
import { can } from '@/lib/permissions'
import { changeViewInput, deleteViewInput, saveViewInput } from '@/lib/view-inputs'
import { canonicalSearch, mostViews, type SavedView, searchOf } from '@/lib/views'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { sqlState, type Tx } from '../platform/db/client'
import { savedViews } from '../platform/db/schema'
import { savedView } from './queries'

const canonical = (search: string) => canonicalSearch(loadAccountSearch(new URLSearchParams(search)))
const words = (search: string) => scopeWords(searchOf({ search }))
const target = (view: { id: string; name: string }) => ({ kind: 'saved_view', id: view.id, label: view.name }) as const

/** In a transaction. A name is unique per operator, ignoring case. */
async function withFreeName(ctx: Ctx, name: string, work: (tx: Tx) => Promise<void>): Promise<void> {
  try {
    await ctx.db.transaction(work)
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    throw invalid('Some fields need correction.', { name: `You already have a view called “${name}”.` })
  }
}

export const saveView = defineCommand({
  action: 'view.save',
  permission: 'views.write',
  input: saveViewInput,
  run: async (ctx, input) => {
    if ((await ctx.db.$count(savedViews, eq(savedViews.operatorId, ctx.actor.id))) >= mostViews) {
      throw conflict(`You have ${mostViews} views already.`, 'Delete a view that you no longer use.')
    }
    const id = randomUUID()
    const { name, look, shared } = input
    const search = canonical(input.search)
    const now = ctx.now()
    await withFreeName(ctx, name, async tx => {
      await tx
        .insert(savedViews)
        .values({ id, operatorId: ctx.actor.id, name, search, look, shared, createdAt: now, updatedAt: now })
      await recordEvent(tx, ctx, {
        action: 'view.save',
        target: target({ id, name }),
        detail: { accounts: words(search), shared },
        outcome: 'succeeded',
      })
    })
    return { id }
  },
})

/** Only its owner changes a view: colleagues rely on it and save a copy under their own name. */
export const changeView = defineCommand({
  action: 'view.change',
  permission: 'views.write',
  input: changeViewInput,
  run: async (ctx, { id, ...input }) => {
    const view = await ownView(ctx, id)
    const next = {
      name: input.name ?? view.name,
      search: input.search === undefined ? view.search : canonical(input.search),
      look: input.look ?? view.look,
      shared: input.shared ?? view.shared,
    }
    await withFreeName(ctx, next.name, async tx => {
      await tx
        .update(savedViews)
        .set({ ...next, updatedAt: ctx.now() })
        .where(eq(savedViews.id, id))
      await recordEvent(tx, ctx, {
        action: 'view.change',
        target: target({ id, name: next.name }),
        changes: changesOf(view, next),
        outcome: 'succeeded',
      })
    })
    return { id }
  },
})

function changesOf(view: SavedView, next: Pick<SavedView, 'name' | 'search' | 'look' | 'shared'>): Changes {
  const before = { name: view.name, accounts: words(view.search), search: view.search, shared: view.shared }
  const after = { name: next.name, accounts: words(next.search), search: next.search, shared: next.shared }
  const changes: Changes = {}
  for (const key of ['name', 'accounts', 'search', 'shared'] as const) {
    if (before[key] !== after[key]) changes[key] = [before[key], after[key]]
  }
  if (lookText(view.look) !== lookText(next.look)) changes.look = ['As it was', 'Changed']
  return changes
}

/** The database does not keep the order of keys. */
function lookText(look: SavedView['look']): string {
  return JSON.stringify(look, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}

/** Its owner; of a shared view also owners and managers, because people leave and their views stay in every list. */
export const deleteView = defineCommand({
  action: 'view.delete',
  permission: 'views.write',
  input: deleteViewInput,
  run: async (ctx, { id }) => {
    const view = await savedView(ctx, id)
    if (!view) throw notFound('This view')
    if (!view.mine && !can(ctx.actor.role, 'views.tidy')) throw forbidden()
    await ctx.db.transaction(async tx => {
      await tx.delete(savedViews).where(eq(savedViews.id, id))
      await recordEvent(tx, ctx, {
        action: 'view.delete',
        target: target(view),
        detail: { accounts: words(view.search), shared: view.shared, owner: view.ownerName },
        outcome: 'succeeded',
      })
    })
    return { id }
  },
})

async function ownView(ctx: Ctx<OperatorActor>, id: string): Promise<SavedView> {
  const view = await savedView(ctx, id)
  if (!view) throw notFound('This view')
  if (!view.mine) {
    throw new AppError({
      code: 'forbidden',
      message: `Only ${view.ownerName} can change this view.`,
      hint: 'Save it as a view of your own.',
    })
  }
  return view
}
