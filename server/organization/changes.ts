import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, desc, eq, gt } from 'drizzle-orm'
import type { OrganizationUser } from '@/lib/managed-account'
import type { RosterChange, RosterChanges, RosterField, RosterNews, RosterValue } from '@/lib/organization'
import { rosterLookKey, rosterLookSchema } from '@/lib/preferences'
import type { Ctx, OperatorActor } from '../context'
import type { Tx } from '../platform/db/client'
import { operatorPreferences, rosterChanges } from '../platform/db/schema'

type Complete = { users: readonly OrganizationUser[]; observedAt: Date }
type Change = Pick<RosterChange, 'userId' | 'email' | 'field' | 'before' | 'after'>

const groupsOf = ({ groups }: OrganizationUser) => groups?.map(group => group.name || group.id).sort() ?? null

/** What is compared of a user who is in both lists, as it is shown. */
const facts: Partial<Record<RosterField, (user: OrganizationUser) => RosterValue>> = {
  email: user => user.email,
  status: user => user.status,
  owner: user => user.isOwner,
  sso: user => user.bypassesSso,
  groups: groupsOf,
}

/** Groups by their ids: a group that was renamed still has the same members. */
const sameGroups = (one: OrganizationUser, other: OrganizationUser) =>
  String(one.groups?.map(group => group.id).sort()) === String(other.groups?.map(group => group.id).sort())

/** What differs between two complete lists. A fact that either list does not report is no change. */
export function changesBetween(before: readonly OrganizationUser[], after: readonly OrganizationUser[]): Change[] {
  const known = new Map(before.map(user => [user.id, user]))
  const listed = new Set(after.map(user => user.id))
  const met = (user: OrganizationUser, field: 'joined' | 'left'): Change => ({
    userId: user.id,
    email: user.email,
    field,
    before: field === 'left' ? user.status : null,
    after: field === 'joined' ? user.status : null,
  })
  return [
    ...after.flatMap(user => {
      const former = known.get(user.id)
      return former ? changesOf(former, user) : [met(user, 'joined')]
    }),
    ...before.filter(user => !listed.has(user.id)).map(user => met(user, 'left')),
  ]
}

function changesOf(former: OrganizationUser, user: OrganizationUser): Change[] {
  return Object.entries(facts).flatMap(([name, read]) => {
    const field = name as RosterField
    const [before, after] = [read(former), read(user)]
    if (before === null || after === null) return []
    const same = field === 'groups' ? sameGroups(former, user) : before === after
    return same ? [] : [{ userId: user.id, email: user.email ?? former.email, field, before, after }]
  })
}

/** Rows per statement: parameters are numbered with 16 bits. */
const rowsAtOnce = 1_000

/** Keeps what changed between two complete lists, in the transaction that replaces the first one. */
export async function keepChanges(tx: Tx, before: Complete, after: Complete): Promise<void> {
  const instants = { previousAt: before.observedAt, noticedAt: after.observedAt }
  const rows = changesBetween(before.users, after.users).map(one => ({ id: randomUUID(), ...one, ...instants }))
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await tx.insert(rosterChanges).values(rows.slice(from, from + rowsAtOnce))
}

/** Changes noticed since this operator last looked. On their first look nothing is new. */
export async function readNews(ctx: Ctx<OperatorActor>): Promise<RosterNews> {
  const [look] = await ctx.db
    .select({ value: operatorPreferences.value })
    .from(operatorPreferences)
    .where(and(eq(operatorPreferences.operatorId, ctx.actor.id), eq(operatorPreferences.key, rosterLookKey)))
  const since = rosterLookSchema.safeParse(look?.value).data?.at ?? null
  if (since === null) return { since, count: 0 }
  const news = await ctx.db.$count(rosterChanges, gt(rosterChanges.noticedAt, new Date(since)))
  return { since, count: news }
}

const mostShown = 200

/** The newest changes that are kept. */
export async function listChanges(ctx: Ctx<OperatorActor>): Promise<RosterChanges> {
  const [rows, total] = await Promise.all([
    ctx.db
      .select()
      .from(rosterChanges)
      .orderBy(desc(rosterChanges.noticedAt), rosterChanges.email, rosterChanges.id)
      .limit(mostShown),
    ctx.db.$count(rosterChanges),
  ])
  return {
    changes: rows.map(row => ({
      ...row,
      previousAt: row.previousAt.toISOString(),
      noticedAt: row.noticedAt.toISOString(),
    })),
    total,
  }
}
