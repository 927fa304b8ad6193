import 'server-only'
import { and, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { jobLabel } from '@/lib/job'
import { can } from '@/lib/permissions'
import type { HeldChange } from '@/lib/sending'
import { recordEvents } from '../../audit/record'
import type { Ctx, OperatorActor } from '../../context'
import type { Db, Tx } from '../../platform/db/client'
import { accounts, commands, jobs } from '../../platform/db/schema'

/**
 * Pauses jobs and waiting changes until an operator with the permission continues or cancels each. Calls in flight
 * finish, and unknown outcomes are still looked up. Returns how many. @param operatorId only those of this operator
 */
export async function holdWork(tx: Tx, ctx: Ctx, why: string, operatorId?: string): Promise<number> {
  const own = (column: PgColumn) => (operatorId ? eq(column, operatorId) : undefined)
  const held = await tx
    .update(jobs)
    .set({ state: 'paused', notice: `${why} Resume or cancel it.` })
    .where(and(inArray(jobs.state, ['waiting', 'running']), own(jobs.runById)))
    .returning()
  const changes = await tx
    .update(commands)
    .set({ heldAt: ctx.now(), dueAt: null })
    .where(and(eq(commands.state, 'scheduled'), isNull(commands.heldAt), own(commands.actorId)))
    .returning()
  const accountIds = changes.map(row => row.targetId)
  const nameOf = await accountNames(tx, accountIds)
  await recordEvents(tx, ctx, [
    ...held.map(job => ({
      action: 'job.pause' as const,
      target: { kind: 'job' as const, id: job.id, label: jobLabel(job) },
      reason: why,
      outcome: 'succeeded' as const,
    })),
    ...changes.map(row => ({
      action: 'command.hold' as const,
      target: { kind: row.targetKind, id: row.targetId, label: nameOf.get(row.targetId) ?? null },
      reason: why,
      detail: { command: row.id },
      outcome: 'succeeded' as const,
    })),
  ])
  return held.length + changes.length
}

/** The name to show of each account that the mirror has, by id. */
export async function accountNames(tx: Db | Tx, ids: readonly string[]): Promise<Map<string, string | null>> {
  const rows = await tx
    .select({ id: accounts.id, name: accounts.organizationName, email: accounts.email })
    .from(accounts)
    .where(inArray(accounts.id, [...ids]))
  return new Map(rows.map(({ id, name, email }) => [id, name || email]))
}

const shown = 100

/** Changes on hold that this operator may continue or cancel, the newest first. */
export async function heldChanges(ctx: Ctx<OperatorActor>): Promise<HeldChange[]> {
  if (!can(ctx.actor.role, 'accounts.disable')) return []
  const rows = await ctx.db
    .select({ id: commands.id, accountId: commands.targetId, actorName: commands.actorName, heldAt: commands.heldAt })
    .from(commands)
    .where(and(eq(commands.state, 'scheduled'), isNotNull(commands.heldAt)))
    .orderBy(desc(commands.heldAt), commands.id)
    .limit(shown)
  if (rows.length === 0) return []
  const accountIds = rows.map(row => row.accountId)
  const names = await accountNames(ctx.db, accountIds)
  return rows.flatMap(({ heldAt, ...row }) =>
    heldAt ? [{ ...row, accountName: names.get(row.accountId) ?? row.accountId, heldAt: heldAt.toISOString() }] : [],
  )
}
