import 'server-only'
import { isDeepStrictEqual } from 'node:util'
import { eq, sql } from 'drizzle-orm'
import { disableReasons } from '@/lib/account-words'
import { conflict, invalid, notFound } from '@/lib/errors'
import { type JobKind, type JobParameters, jobKinds, jobLabel, readingKinds } from '@/lib/job'
import type { BulkChange } from '@/lib/job-inputs'
import { bulkChange, startApprovedInput, startJobInput } from '@/lib/job-inputs'
import { recordEvent } from '../../audit/record'
import type { Ctx, OperatorActor } from '../../context'
import { sqlState, type Tx } from '../../platform/db/client'
import { approvals, jobItems, jobs } from '../../platform/db/schema'
import { takeApproval } from '../approvals/approvals'
import { admitWork } from '../approvals/endangered'
import { authorize, defineCommand } from '../define'
import { frozenSelection, readInNameOrder } from '../selections/read'
import { refuseWhileStopped, SendingStoppedError } from '../sending/stop'
import { tooMany } from './plan'
import { wakeWorkers } from './wake'

export type Started = { jobId: string }

type NewJob = {
  id: string
  kind: JobKind
  parameters: JobParameters
  reason: string | null
  startsAt: Date
  /** Until `startsAt`, while it can be undone. */
  waits: boolean
  approvalId?: string
  /** Null for an import: the digest in its parameters stands for its rows. */
  accountIds: readonly string[] | null
}

/** The reason, as the audit and the list of jobs show it. */
function reasonOf(change: BulkChange): string | null {
  if (change.kind !== 'accounts.disable') return change.parameters.reason || null
  const { reason, note } = change.parameters
  return note ? `${disableReasons[reason]}: ${note}` : disableReasons[reason]
}

/** Starts a change to a frozen selection. All is committed before the first call; what cannot change is skipped. */
export const startJob = defineCommand({
  action: 'job.start',
  permission: 'jobs.start',
  input: startJobInput,
  run: async (ctx, input): Promise<Started> => {
    const { change, selection } = input
    await authorize(ctx, jobKinds[change.kind].permission, 'job.start')
    const { count } = await frozenSelection(ctx, selection)
    const refusal = tooMany(count)
    if (refusal) throw conflict(refusal)
    if (input.typedCount.replace(/[\s,.]/g, '') !== String(count)) {
      throw invalid('Some fields need correction.', { typedCount: `Type ${count}, the number of accounts.` })
    }
    const accountIds = await readInNameOrder(ctx, selection)
    await commitJob(ctx, newJob(ctx, input.id, change, accountIds, input.now), async tx => {
      await admitWork(tx, ctx, { ...change, accountIds }, false)
      return insertAccounts(tx, input.id, accountIds)
    })
    return { jobId: input.id }
  },
})

/** Starts what another operator approved: exactly these accounts, exactly these parameters. */
export const startApproved = defineCommand({
  action: 'job.start',
  permission: 'jobs.start',
  input: startApprovedInput,
  run: async (ctx, { id, approvalId }): Promise<Started> => {
    const [row] = await ctx.db.select().from(approvals).where(eq(approvals.id, approvalId))
    if (!row || row.requestedById !== ctx.actor.id) throw notFound('This request')
    const change = bulkChange.parse({ kind: row.action, parameters: row.parameters })
    await authorize(ctx, jobKinds[change.kind].permission, 'job.start')
    const { action, accountIds, parameters } = row
    const job = { ...newJob(ctx, id, change, accountIds, false), approvalId }
    await commitJob(ctx, job, async tx => {
      await admitWork(tx, ctx, { ...change, accountIds }, true)
      await takeApproval(tx, ctx, approvalId, { action, accountIds, parameters })
      return insertAccounts(tx, id, accountIds)
    })
    return { jobId: id }
  },
})

function newJob(ctx: Ctx, id: string, change: BulkChange, accountIds: readonly string[], now: boolean): NewJob {
  const disables = change.kind === 'accounts.disable'
  const grace = disables && !now && change.parameters.reason !== 'fraud' ? ctx.settings.disableGrace : 0
  const startsAt = new Date(ctx.now().getTime() + grace * 1_000)
  const { kind, parameters } = change
  return { id, kind, parameters, reason: reasonOf(change), startsAt, waits: grace > 0, accountIds }
}

/**
 * Writes job, items and audit in one transaction, once per id. Throws conflict if the id was used with other values.
 * @param insertItems returns how many there are
 */
export async function commitJob(
  ctx: Ctx<OperatorActor>,
  job: NewJob,
  insertItems: (tx: Tx) => Promise<number>,
): Promise<void> {
  const { id: createdById, name: createdByName } = ctx.actor
  const { accountIds: _, waits, ...row } = job
  try {
    await ctx.db.transaction(async tx => {
      // An export only reads.
      if (!readingKinds.includes(job.kind)) await refuseWhileStopped(tx)
      await tx.insert(jobs).values({
        ...row,
        approvalId: job.approvalId ?? null,
        state: waits ? 'waiting' : 'running',
        total: 0,
        createdById,
        createdByName,
        runById: createdById,
        runByName: createdByName,
        createdAt: ctx.now(),
        intentAt: ctx.now(),
      })
      const total = await insertItems(tx)
      await tx.update(jobs).set({ total }).where(eq(jobs.id, job.id))
      await recordEvent(tx, ctx, {
        action: 'job.start',
        target: { kind: 'job', id: job.id, label: jobLabel({ ...job, total }) },
        reason: job.reason,
        detail: { items: total, ...job.parameters },
        outcome: 'succeeded',
      })
    })
  } catch (error) {
    if (!(error instanceof SendingStoppedError) && sqlState(error) !== '23505') throw error
    if (!(await wasStarted(ctx, job))) throw error
  }
  wakeWorkers()
}

/**
 * Whether this job was started already: its answer was lost, and the operator sends it again. Throws conflict if its id
 * was used with other values, because the form can be changed before it is sent again.
 */
export async function wasStarted(ctx: Ctx<OperatorActor>, job: NewJob): Promise<boolean> {
  const [sent] = await ctx.db.select().from(jobs).where(eq(jobs.id, job.id))
  if (!sent) return false
  const same =
    sent.createdById === ctx.actor.id &&
    sent.approvalId === (job.approvalId ?? null) &&
    isDeepStrictEqual([sent.kind, sent.parameters], [job.kind, job.parameters]) &&
    sent.startsAt > sent.createdAt === job.waits
  if (same && (await hasAccounts(ctx, job))) return true
  throw conflict(
    'This job was already started with other values. Nothing was started now.',
    `Check it under Jobs. To start another one, ${job.kind === 'accounts.import' ? 'choose the file again' : 'close this dialog and open it again'}.`,
  )
}

/** In any order: that of a bulk change follows the names, which can change in between. */
async function hasAccounts({ db }: Ctx, { id, accountIds }: NewJob): Promise<boolean> {
  if (accountIds === null) return true
  const items = await db.select({ accountId: jobItems.accountId }).from(jobItems).where(eq(jobItems.jobId, id))
  return isDeepStrictEqual(new Set(items.map(item => item.accountId)), new Set(accountIds))
}

/** In the order of the selection, with current names. An account that the mirror lost keeps its id as its name. */
export async function insertAccounts(tx: Tx, jobId: string, accountIds: readonly string[]): Promise<number> {
  await tx.execute(sql`
    insert into ${jobItems} (job_id, position, account_id, label, state)
    select ${jobId}::uuid, listed.position, listed.id, coalesce(a.organization_name, a.email, listed.id::text), 'waiting'
    from unnest(${`{${accountIds.join(',')}}`}::text::uuid[]) with ordinality as listed(id, position)
    left join accounts a on a.id = listed.id`)
  return accountIds.length
}
