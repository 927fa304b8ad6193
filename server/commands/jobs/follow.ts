import 'server-only'
import { and, eq, inArray, isNull, lte, ne, sql } from 'drizzle-orm'
import type { Problem } from '@/lib/errors'
import { type ItemState, itemStates, type JobCounts, jobLabel } from '@/lib/job'
import { recordEvent } from '../../audit/record'
import { type Services, systemContext } from '../../context'
import type { Db, Tx } from '../../platform/db/client'
import { commands, jobItems, jobs } from '../../platform/db/schema'
import { metrics } from '../../platform/metrics'
import type { CommandRow } from '../remote'
import type { Item } from './claim'

/** A temporary failure is retried this often; after that an operator may retry it. */
export const mostAttempts = 5
const pauseSeconds = [2, 5, 15, 30] as const

type Following = { state: ItemState; problem: Problem | null; finishedAt: Date | null; nextAt: Date | null }

/** The state of an item, from the outcome of its command. Null = unchanged. */
function follow(item: Item, command: CommandRow, now: Date): Following | null {
  const ended = { finishedAt: command.finishedAt ?? now, nextAt: null }
  const { problem } = command
  switch (command.state) {
    case 'succeeded':
      return { ...ended, state: 'succeeded', problem: null }
    case 'superseded':
    case 'cancelled':
      return { ...ended, state: 'skipped', problem: superseded }
    case 'failed':
      if (!isRetryable(item, problem)) return { ...ended, state: 'failed', problem }
      return { state: 'waiting', problem, finishedAt: null, nextAt: nextTry(item, problem, now) }
    case 'unknown': {
      const state = command.nextProbeAt === null ? 'person' : 'checking'
      return { state, problem, finishedAt: null, nextAt: null }
    }
    default:
      return null
  }
}

const superseded: Problem = {
  code: 'conflict',
  message: 'A newer change to this account was sent and replaces this one.',
}

/** Certainly not carried out, for no reason of the account: Telnyx was busy or down, or a look-up found nothing. */
function isRetryable(item: Item, problem: Problem | null): boolean {
  return problem?.retryable === true && item.attempts < mostAttempts
}

/** Backoff: longer with every attempt, and never shorter than the pause that Telnyx asked for. */
export function nextTry(item: Pick<Item, 'attempts'>, problem: Problem | null, now: Date): Date {
  const usual = pauseSeconds[Math.min(item.attempts, pauseSeconds.length) - 1] ?? 2
  return new Date(now.getTime() + Math.max(problem?.retryAfter ?? 0, usual) * 1_000)
}

/** Updates the items of one command, or of all open commands, to the commands' outcomes. Returns how many changed. */
export async function followCommands(services: Services, commandId?: string): Promise<number> {
  const rows = await services.db
    .select({ item: jobItems, command: commands })
    .from(jobItems)
    .innerJoin(commands, eq(commands.id, jobItems.commandId))
    .where(
      and(
        inArray(jobItems.state, ['running', 'checking', 'person']),
        ne(commands.state, 'in_flight'),
        // As it is shown already: thousands that wait for a person must not fill the rows that are read.
        sql`not (${commands.state} = 'unknown' and ${jobItems.state} = case when ${commands.nextProbeAt} is null then 'person' else 'checking' end)`,
        commandId ? eq(commands.id, commandId) : undefined,
      ),
    )
    .limit(1_000)
  let moved = 0
  for (const { item, command } of rows) {
    const next = follow(item, command, services.now())
    if (!next) continue
    moved += 1
    // The account that an import line created.
    const created = item.accountId === null && next.state === 'succeeded' ? command.result?.accountId : undefined
    const followed = await services.db
      .update(jobItems)
      .set({ ...next, ...(typeof created === 'string' && { accountId: created }) })
      .where(
        and(
          eq(jobItems.jobId, item.jobId),
          eq(jobItems.position, item.position),
          eq(jobItems.state, item.state),
          eq(jobItems.commandId, command.id),
        ),
      )
      .returning({ position: jobItems.position })
    if (next.finishedAt && followed.length > 0) metrics().items.inc({ outcome: next.state })
  }
  return moved
}

export async function countItems(db: Db | Tx, jobIds: readonly string[]): Promise<Map<string, JobCounts>> {
  const counted = new Map(jobIds.map(id => [id, noItems()]))
  if (jobIds.length === 0) return counted
  const rows = await db
    .select({ jobId: jobItems.jobId, state: jobItems.state, count: sql<number>`count(*)::int` })
    .from(jobItems)
    .where(inArray(jobItems.jobId, [...jobIds]))
    .groupBy(jobItems.jobId, jobItems.state)
  for (const { jobId, state, count } of rows) {
    const counts = counted.get(jobId)
    if (counts) counts[state] = count
  }
  return counted
}

export function noItems(): JobCounts {
  return Object.fromEntries(itemStates.map(state => [state, 0])) as JobCounts
}

/** Starts jobs whose grace is over, and ends those that have nothing left to do. */
export async function turnJobs(services: Services): Promise<void> {
  const now = services.now()
  await services.db
    .update(jobs)
    .set({ state: 'running' })
    .where(and(eq(jobs.state, 'waiting'), lte(jobs.startsAt, now)))
  await cancelReturned(services)
  const done = await services.db
    .select()
    .from(jobs)
    .where(and(inArray(jobs.state, ['running', 'paused', 'cancelled']), isNull(jobs.finishedAt), noneOpen))
  for (const job of done) await finishJob(services, job.id)
}

/** Items whose call failed, or that were released, after their job was cancelled: nobody would take them. */
async function cancelReturned({ db, now }: Services): Promise<void> {
  const cancelledJobs = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.state, 'cancelled'), isNull(jobs.finishedAt)))
  const ended = await db
    .update(jobItems)
    .set({ state: 'cancelled', finishedAt: now(), leaseToken: null, leaseUntil: null, nextAt: null })
    .where(and(inArray(jobItems.jobId, cancelledJobs), eq(jobItems.state, 'waiting')))
    .returning({ position: jobItems.position })
  metrics().items.inc({ outcome: 'cancelled' }, ended.length)
}

/** Items that wait for a person do not keep a job open: they are listed, and follow their commands later. */
const noneOpen = sql`not exists (
  select 1 from job_items i where i.job_id = ${jobs.id} and i.state in ('waiting', 'running', 'checking')
)`

async function finishJob(services: Services, jobId: string): Promise<void> {
  const ctx = systemContext(services, 'jobs')
  await services.db.transaction(async tx => {
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, jobId)).for('update')
    if (!job || job.finishedAt || job.state === 'waiting') return
    const counts = (await countItems(tx, [jobId])).get(jobId) ?? noItems()
    // It was retried between the read and the lock.
    if (counts.waiting + counts.running + counts.checking > 0) return
    const state = job.state === 'cancelled' ? 'cancelled' : 'finished'
    await tx.update(jobs).set({ state, finishedAt: services.now(), notice: null }).where(eq(jobs.id, jobId))
    await recordEvent(tx, ctx, {
      action: 'job.finish',
      target: { kind: 'job', id: jobId, label: jobLabel(job) },
      detail: { ...counts },
      outcome: 'succeeded',
    })
  })
}
