import 'server-only'
import { and, desc, eq, inArray, isNotNull, isNull, max, sql } from 'drizzle-orm'
import { type JobKind, jobKinds, rightToJob } from '@/lib/job'
import { can } from '@/lib/permissions'
import type { HeldChange, PausedJob } from '@/lib/sending'
import { readHead } from '../audit/append'
import { checkpointFile, lastCheckpoint } from '../audit/checkpoint-file'
import { recordEvents } from '../audit/record'
import { type Ctx, type OperatorActor, type Services, systemContext } from '../context'
import type { Db, Tx } from '../db/client'
import { accounts, commands, jobs, processes } from '../db/schema'

/**
 * Jobs that run or are about to, and changes that wait to be sent, stand still from now on: a person with the right continues or cancels
 * each. Calls on their way end by themselves, and what is not known is looked up.
 * @param operatorId only what this operator answers for
 * @returns how many
 */
export async function holdWork(tx: Tx, ctx: Ctx, why: string, operatorId?: string): Promise<number> {
  const held = await tx
    .update(jobs)
    .set({ state: 'paused', notice: `${why} Resume or cancel it.` })
    .where(and(inArray(jobs.state, ['waiting', 'running']), operatorId ? eq(jobs.runById, operatorId) : undefined))
    .returning()
  const changes = await tx
    .update(commands)
    .set({ heldAt: ctx.now(), dueAt: null })
    .where(
      and(
        eq(commands.state, 'scheduled'),
        isNull(commands.heldAt),
        operatorId ? eq(commands.actorId, operatorId) : undefined,
      ),
    )
    .returning()
  const nameOf = await accountNames(
    tx,
    changes.map(row => row.targetId),
  )
  await recordEvents(tx, ctx, [
    ...held.map(job => ({
      action: 'job.pause' as const,
      target: { kind: 'job' as const, id: job.id, label: `${jobKinds[job.kind]} (${job.total})` },
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

/**
 * At a start, before this process has a heartbeat: a database that nobody worked on for long, or that is older than its checkpoints say,
 * may be a copy. What it would send was perhaps sent, or undone, elsewhere.
 */
export async function holdAfterStandstill(
  services: Services,
  { afterMinutes, checkpoints }: { afterMinutes: number; checkpoints?: string | undefined },
): Promise<void> {
  const why = (await isRestored(services, checkpoints))
    ? 'On hold: the database is older than the checkpoints of the record, as after a restore. This may have been sent before.'
    : await stoodStill(services, afterMinutes)
  if (why === null) return
  const ctx = systemContext(services, 'start')
  const count = await services.db.transaction(
    async tx => (await holdWork(tx, ctx, why)) + (await leaveRepeatsToAPerson(tx, why)),
  )
  if (count > 0) services.log.warn({ count }, why)
}

/** A channel limit whose answer was lost is sent once more, because it cannot be read back: by itself only where nothing came since. */
async function leaveRepeatsToAPerson(tx: Tx, why: string): Promise<number> {
  const left = await tx
    .update(commands)
    .set({
      state: 'unknown',
      nextProbeAt: null,
      problem: {
        code: 'conflict',
        message: `${why} Whether this limit arrived cannot be read back, and it is not sent again by itself.`,
        hint: 'Look in Telnyx’s portal, then say what you found, or set the limit again.',
      },
    })
    .where(and(eq(commands.action, 'account.channel_limit'), inArray(commands.state, ['in_flight', 'unknown'])))
    .returning({ id: commands.id })
  return left.length
}

async function isRestored(services: Services, place: string | undefined): Promise<boolean> {
  if (place === undefined) return false
  // The file first: another instance writes on, and what it writes is in the record before.
  const last = await lastCheckpoint(checkpointFile(place), services.auditChain)
  const head = await readHead(services.db)
  return last !== null && last.lastId > (head?.lastId ?? 0)
}

async function stoodStill({ db }: Services, afterMinutes: number): Promise<string | null> {
  const [last] = await db
    .select({
      at: max(processes.heartbeatAt),
      isLong: sql<boolean>`coalesce(max(${processes.heartbeatAt}) < now() - make_interval(mins => ${afterMinutes}), true)`,
    })
    .from(processes)
  if (!last?.isLong) return null
  const since = last.at === null ? 'an unknown time' : `${last.at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `On hold: the console had been stopped since ${since}.`
}

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
  const names = await accountNames(
    ctx.db,
    rows.map(row => row.accountId),
  )
  return rows.flatMap(({ heldAt, ...row }) =>
    heldAt ? [{ ...row, accountName: names.get(row.accountId) ?? row.accountId, heldAt: heldAt.toISOString() }] : [],
  )
}

/** Jobs that stand still and that this operator may resume or cancel, the newest first. */
export async function pausedJobs(ctx: Ctx<OperatorActor>): Promise<PausedJob[]> {
  const kinds = (Object.keys(jobKinds) as JobKind[]).filter(kind => can(ctx.actor.role, rightToJob[kind]))
  return ctx.db
    .select({ id: jobs.id, kind: jobs.kind, total: jobs.total, notice: jobs.notice })
    .from(jobs)
    .where(and(eq(jobs.state, 'paused'), inArray(jobs.kind, kinds)))
    .orderBy(desc(jobs.createdAt))
    .limit(shown)
}
