import 'server-only'
import { and, eq, inArray } from 'drizzle-orm'
import { conflict, notFound } from '@/lib/errors'
import { type CancelledJob, type ItemState, jobKinds, jobLabel } from '@/lib/job'
import { jobInput } from '@/lib/job-inputs'
import { type AuditTarget, recordEvent } from '../../audit/record'
import type { Ctx, OperatorActor } from '../../context'
import type { Tx } from '../../platform/db/client'
import { jobItems, jobs } from '../../platform/db/schema'
import { metrics } from '../../platform/metrics'
import { approvalHolds } from '../approvals/approvals'
import { admitWork } from '../approvals/endangered'
import { authorize, defineCommand } from '../define'
import type { Job } from './claim'
import { countItems, noItems } from './follow'
import { wakeWorkers } from './wake'

const targetOf = (job: Job): AuditTarget => ({ kind: 'job', id: job.id, label: jobLabel(job) })

/** Runs `work` with the locked job, also of another operator, with the permission for its change. Throws not_found. */
async function withJob<T>(
  ctx: Ctx<OperatorActor>,
  jobId: string,
  action: string,
  work: (tx: Tx, job: Job) => Promise<T>,
): Promise<T> {
  const [known] = await ctx.db.select({ kind: jobs.kind }).from(jobs).where(eq(jobs.id, jobId))
  if (!known) throw notFound('This job')
  await authorize(ctx, jobKinds[known.kind].permission, action)
  return ctx.db.transaction(async tx => {
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, jobId)).for('update')
    if (!job) throw notFound('This job')
    return work(tx, job)
  })
}

/** The operator who lets a job run is responsible from then on: their permission is checked before each item. */
const runFor = ({ actor }: Ctx<OperatorActor>) => ({
  state: 'running' as const,
  notice: null,
  runById: actor.id,
  runByName: actor.name,
})

/** Items in these states become those of the operator who asks: they need the confirmations of a new job. */
async function admitItems(tx: Tx, ctx: Ctx<OperatorActor>, job: Job, states: ItemState[]): Promise<void> {
  const items = await tx
    .select({ accountId: jobItems.accountId })
    .from(jobItems)
    .where(and(eq(jobItems.jobId, job.id), inArray(jobItems.state, states)))
  if (job.approvalId) await approvalHolds(tx, ctx, job.approvalId)
  const accountIds = items.map(item => item.accountId)
  await admitWork(tx, ctx, { kind: job.kind, parameters: job.parameters, accountIds }, job.approvalId !== null)
}

export const pauseJob = defineCommand({
  action: 'job.pause',
  permission: 'jobs.control',
  input: jobInput,
  onlyStops: true,
  run: async (ctx, { jobId }) => {
    await withJob(ctx, jobId, 'job.pause', async (tx, job) => {
      if (job.state === 'paused') return
      if (job.state !== 'running')
        throw conflict('This job is not running.', 'Reload the page to see the current state.')
      await tx
        .update(jobs)
        .set({ state: 'paused', notice: `Paused by ${ctx.actor.name}.` })
        .where(eq(jobs.id, jobId))
      await recordEvent(tx, ctx, { action: 'job.pause', target: targetOf(job), outcome: 'succeeded' })
    })
    return null
  },
})

export const resumeJob = defineCommand({
  action: 'job.resume',
  permission: 'jobs.control',
  input: jobInput,
  run: async (ctx, { jobId }) => {
    await withJob(ctx, jobId, 'job.resume', async (tx, job) => {
      if (job.state === 'running') return
      if (job.state !== 'paused') throw conflict('This job is not paused.', 'Reload the page to see the current state.')
      await admitItems(tx, ctx, job, ['waiting'])
      await tx.update(jobs).set(runFor(ctx)).where(eq(jobs.id, jobId))
      await recordEvent(tx, ctx, { action: 'job.resume', target: targetOf(job), outcome: 'succeeded' })
    })
    wakeWorkers()
    return null
  },
})

/** Unsent items are never sent; calls in flight end. During the grace nothing was sent: cancelling undoes the job. */
export const cancelJob = defineCommand({
  action: 'job.cancel',
  permission: 'jobs.control',
  input: jobInput,
  onlyStops: true,
  run: async (ctx, { jobId }): Promise<CancelledJob> => {
    const { stopped, ...cancelled } = await withJob(ctx, jobId, 'job.cancel', async (tx, job) => {
      const count = async () => (await countItems(tx, [jobId])).get(jobId) ?? noItems()
      if (job.state === 'cancelled') return { stopped: 0, undone: false, counts: await count() }
      if (job.state === 'finished') throw conflict('This job has already ended.', 'Reload the page to see its results.')
      await tx
        .update(jobs)
        .set({ state: 'cancelled', notice: `Cancelled by ${ctx.actor.name}.` })
        .where(eq(jobs.id, jobId))
      const items = await tx
        .update(jobItems)
        .set({ state: 'cancelled', finishedAt: ctx.now(), leaseToken: null, leaseUntil: null, nextAt: null })
        .where(and(eq(jobItems.jobId, jobId), eq(jobItems.state, 'waiting')))
        .returning({ position: jobItems.position })
      const undone = job.state === 'waiting'
      await recordEvent(tx, ctx, {
        action: 'job.cancel',
        target: targetOf(job),
        detail: { cancelled: items.length, undone },
        outcome: 'succeeded',
      })
      return { stopped: items.length, undone, counts: await count() }
    })
    metrics().items.inc({ outcome: 'cancelled' }, stopped)
    wakeWorkers()
    return cancelled
  },
})

/** Sends the failed items again, and nothing else. Items with an unknown outcome are not among them. */
export const retryJob = defineCommand({
  action: 'job.retry',
  permission: 'jobs.control',
  input: jobInput,
  run: async (ctx, { jobId }) => {
    const retried = await withJob(ctx, jobId, 'job.retry', async (tx, job) => {
      if (job.state === 'waiting') throw conflict('This job has not started yet.')
      // Waiting items stay with the operator who started them.
      await admitItems(tx, ctx, job, ['waiting', 'failed'])
      const items = await tx
        .update(jobItems)
        .set({ state: 'waiting', attempts: 0, problem: null, finishedAt: null, nextAt: null, commandId: null })
        .where(and(eq(jobItems.jobId, jobId), eq(jobItems.state, 'failed')))
        .returning({ position: jobItems.position })
      if (items.length === 0) throw conflict('No item of this job failed.', 'Reload the page to see the current state.')
      await tx
        .update(jobs)
        .set({ ...runFor(ctx), finishedAt: null, intentAt: ctx.now() })
        .where(eq(jobs.id, jobId))
      await recordEvent(tx, ctx, {
        action: 'job.retry',
        target: targetOf(job),
        detail: { items: items.length },
        outcome: 'succeeded',
      })
      return items.length
    })
    wakeWorkers()
    return { retried }
  },
})
