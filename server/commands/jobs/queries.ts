import 'server-only'
import { and, asc, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import { type FailedJob, failedJobDays } from '@/lib/attention'
import { notFound } from '@/lib/errors'
import { type ItemState, type JobItemPage, type JobItemSearch, type JobKind, type JobRow, jobKinds } from '@/lib/job'
import { can } from '@/lib/permissions'
import type { PausedJob } from '@/lib/sending'
import { paceOf, resultsLookedAt } from '@/lib/time-left'
import { visibleJobs } from '../../audit/visible'
import type { Ctx, OperatorActor } from '../../context'
import { jobItems, jobs } from '../../platform/db/schema'
import type { Job } from './claim'
import { countItems, noItems } from './follow'

/** The list shows this many jobs at most; older ones are in the audit. */
const listed = 100

/** Newest first. */
export async function listJobs(ctx: Ctx<OperatorActor>): Promise<JobRow[]> {
  const rows = await ctx.db.select().from(jobs).where(visibleJobs(ctx)).orderBy(desc(jobs.createdAt)).limit(listed)
  return toRows(ctx, rows)
}

/** Jobs that have not ended, newest first. */
export async function openJobs(ctx: Ctx<OperatorActor>): Promise<JobRow[]> {
  const rows = await ctx.db
    .select()
    .from(jobs)
    .where(and(inArray(jobs.state, ['waiting', 'running', 'paused']), visibleJobs(ctx)))
    .orderBy(desc(jobs.createdAt))
    .limit(20)
  return toRows(ctx, rows)
}

/** The kinds of jobs that this operator has the permission for. */
function kindsFor(ctx: Ctx<OperatorActor>): JobKind[] {
  return (Object.keys(jobKinds) as JobKind[]).filter(kind => can(ctx.actor.role, jobKinds[kind].permission))
}

/** Paused jobs that this operator may resume or cancel, newest first. */
export async function pausedJobs(ctx: Ctx<OperatorActor>): Promise<PausedJob[]> {
  return ctx.db
    .select({ id: jobs.id, kind: jobs.kind, total: jobs.total, notice: jobs.notice })
    .from(jobs)
    .where(and(eq(jobs.state, 'paused'), inArray(jobs.kind, kindsFor(ctx))))
    .orderBy(desc(jobs.createdAt))
    .limit(listed)
}

/** Jobs that ended recently with failures that this operator may act on, newest first. */
export async function failedJobs(ctx: Ctx<OperatorActor>): Promise<FailedJob[]> {
  const ofState = (state: ItemState) =>
    sql<number>`count(*) filter (where ${eq(jobItems.state, state)})`.mapWith(Number)
  const rows = await ctx.db
    .select({
      id: jobs.id,
      kind: jobs.kind,
      total: jobs.total,
      finishedAt: jobs.finishedAt,
      failed: ofState('failed'),
      person: ofState('person'),
    })
    .from(jobs)
    .innerJoin(jobItems, eq(jobItems.jobId, jobs.id))
    .where(
      and(
        inArray(jobs.kind, kindsFor(ctx)),
        gte(jobs.finishedAt, new Date(ctx.now().getTime() - failedJobDays * 86_400_000)),
        inArray(jobItems.state, ['failed', 'person']),
      ),
    )
    .groupBy(jobs.id)
    .orderBy(desc(jobs.finishedAt))
  return rows.flatMap(({ finishedAt, ...job }) =>
    finishedAt ? [{ ...job, finishedAt: finishedAt.toISOString() }] : [],
  )
}

/** Throws not_found, also for a job that the operator may not see. */
export async function getJob(ctx: Ctx<OperatorActor>, id: string): Promise<JobRow> {
  const rows = await ctx.db
    .select()
    .from(jobs)
    .where(and(eq(jobs.id, id), visibleJobs(ctx)))
  const [row] = await toRows(ctx, rows)
  if (!row) throw notFound('This job')
  return row
}

async function toRows(ctx: Ctx<OperatorActor>, rows: readonly Job[]): Promise<JobRow[]> {
  const ids = rows.map(row => row.id)
  const counts = await countItems(ctx.db, ids)
  // While Telnyx is down no item ends, and the time left is unknown.
  const isDown = ctx.telnyx.limiter.snapshot().breaker === 'open'
  const recent = new Map<string, number[]>()
  for (const { id, state } of rows) if (state === 'running' && !isDown) recent.set(id, await endedLately(ctx, id))
  const now = ctx.now().getTime()
  return rows.map(row => {
    const own = counts.get(row.id) ?? noItems()
    return {
      id: row.id,
      kind: row.kind,
      state: row.state,
      reason: row.reason,
      parameters: row.parameters,
      total: row.total,
      counts: own,
      createdByName: row.createdByName,
      runByName: row.runByName,
      own: row.createdById === ctx.actor.id,
      createdAt: row.createdAt.toISOString(),
      startsAt: row.startsAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
      notice: row.notice,
      pace: paceOf(recent.get(row.id) ?? [], own.waiting, now),
    }
  })
}

/** When a job's newest results ended, in milliseconds. A skipped item took no call, so it says nothing. */
async function endedLately(ctx: Ctx, id: string): Promise<number[]> {
  const rows = await ctx.db
    .select({ finishedAt: jobItems.finishedAt })
    .from(jobItems)
    .where(and(eq(jobItems.jobId, id), inArray(jobItems.state, ['succeeded', 'failed'])))
    .orderBy(desc(jobItems.finishedAt))
    .limit(resultsLookedAt)
  return rows.flatMap(row => row.finishedAt?.getTime() ?? [])
}

/** Items of one job in its order. Throws not_found as `getJob` does. */
export async function listJobItems(
  ctx: Ctx<OperatorActor>,
  { jobId, search }: { jobId: string; search: JobItemSearch },
): Promise<JobItemPage> {
  const where = and(
    eq(jobItems.jobId, jobId),
    search.state.length > 0 ? inArray(jobItems.state, search.state) : undefined,
  )
  const rowCount = await ctx.db.$count(jobItems, where)
  const rows = await ctx.db
    .select()
    .from(jobItems)
    .where(where)
    .orderBy(asc(jobItems.position))
    .limit(search.size)
    .offset((search.page - 1) * search.size)
  return {
    job: await getJob(ctx, jobId),
    rowCount,
    rows: rows.map(item => ({
      position: item.position,
      accountId: item.accountId,
      label: item.label,
      state: item.state,
      attempts: item.attempts,
      commandId: item.commandId,
      problem: item.problem,
      input: item.input,
      finishedAt: item.finishedAt?.toISOString() ?? null,
    })),
  }
}
