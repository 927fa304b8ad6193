import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { AppError } from '@/lib/errors'
import { type BulkKind, type JobKind, jobKinds, jobLabel } from '@/lib/job'
import { recordEvent } from '../../audit/record'
import { type Ctx, type OperatorActor, type Services, systemContext } from '../../context'
import { readAccount } from '../../mirror/account'
import type { Tx } from '../../platform/db/client'
import { jobs } from '../../platform/db/schema'
import { failpoint } from '../../platform/failpoint'
import { TelnyxError } from '../../telnyx/error'
import { actingFor } from '../acting'
import { runRemoteToEnd } from '../remote'
import { SendingStoppedError } from '../sending/stop'
import { bindClaim, type Claimed, ClaimLost, endClaim, releaseClaim, renewClaim } from './claim'
import { evaluateNow } from './evaluate'
import { followCommands } from './follow'
import { type BulkJob, jobKindOf, type MakeCall } from './kinds'
import { newerIntent } from './newest'
import { restWhileDown } from './waiting'

/** A worker waits for its turn in short periods: in between it renews the lease and notices a pause. */
const turnPieceMs = 8_000
/** After a conflict with another call to the same account. */
const busySeconds = 2

const isBulk = (kind: JobKind): kind is BulkKind => 'bulk' in jobKinds[kind]

/**
 * Works on one item as far as possible now: it ends without a call, is sent and ends, or is released until later.
 * @returns milliseconds this worker should rest before the next item, when Telnyx accepts no requests
 */
export async function workOn(services: Services, claimed: Claimed, signal: AbortSignal): Promise<number> {
  const { job } = claimed
  const acting = await actingFor(services, services.db, job.runById, jobKinds[job.kind].permission, job.id)
  if ('refusal' in acting) {
    await pauseFor(services, claimed, acting.refusal, 'An operator with this permission can resume it.')
    return 0
  }
  const { ctx } = acting
  const turn = () => turnFor(ctx, claimed, signal)
  const work = jobKindOf(job.kind)
  const prepared =
    'call' in work ? await prepareBulk(ctx, claimed, work) : await work.prepare(ctx, claimed, turn, signal)
  if (typeof prepared === 'number') return prepared
  await failpoint('job.after_claim')
  const permit = await turn()
  if (typeof permit === 'number') return permit
  const commandId = randomUUID()
  const call = prepared({ lane: 'bulk', permit }, commandId)
  try {
    await failpoint('job.before_bind')
    await runRemoteToEnd(ctx, {
      ...call,
      id: commandId,
      jobId: job.id,
      input: { ...call.input, job: job.id },
      claim: async tx => {
        await bind(services, tx, claimed, commandId)
        await stillChanges(tx, claimed)
        await call.claim?.(tx)
      },
    })
  } catch (error) {
    permit.done({ outcome: 'unused' })
    await notBegun(services, claimed, error)
    return 0
  }
  await failpoint('job.after_call')
  await followCommands(services, commandId)
  await failpoint('job.after_follow')
  return 0
}

/** The call for this item, or 0 when it ended without one: the rule of the dry run, checked again now. */
async function prepareBulk(ctx: Ctx<OperatorActor>, claimed: Claimed, work: BulkJob): Promise<MakeCall | 0> {
  const { job, item } = claimed
  const account = item.accountId === null ? null : await readAccount(ctx.db, item.accountId)
  const skip = async (message: string) => {
    await endClaim(ctx, claimed, { state: 'skipped', problem: { code: 'conflict', message } })
    return 0 as const
  }
  if (!isBulk(job.kind) || !account) return skip('The console no longer has this account.')
  if (await newerIntent(ctx.db, job, account.id)) {
    return skip('A newer change to this account was requested after this job started.')
  }
  const verdict = await evaluateNow(ctx.db, job.kind, job.parameters, account)
  if (verdict.kind !== 'change') return skip(verdict.why)
  return options => work.call(ctx, account, job.parameters, options)
}

/** Waiting for the turn takes a while: somebody may have protected the account meanwhile, or requested another change. */
async function stillChanges(tx: Tx, { job, item }: Claimed): Promise<void> {
  if (!isBulk(job.kind) || item.accountId === null) return
  const account = await readAccount(tx, item.accountId)
  // Released, and prepared again: it ends with the reason.
  if (!account || (await newerIntent(tx, job, account.id))) throw new ClaimLost()
  if ((await evaluateNow(tx, job.kind, job.parameters, account)).kind !== 'change') throw new ClaimLost()
}

/** Waits for the turn before the audit entry, so that a recorded command is sent soon. A number = rest that many ms. */
async function turnFor(ctx: Ctx, claimed: Claimed, signal: AbortSignal) {
  for (;;) {
    try {
      return await ctx.telnyx.turn({ lane: 'bulk', operation: claimed.job.kind, signal, maxWaitMs: turnPieceMs })
    } catch (error) {
      if (!(error instanceof TelnyxError)) throw error
      if (signal.aborted) {
        await releaseClaim(ctx, claimed, null)
        return 0
      }
      if (error.kind === 'rate_limited') {
        if (await renewClaim(ctx, claimed)) continue
        return 0
      }
      return restWhileDown(ctx, claimed, error)
    }
  }
}

/** In the intent's transaction: the lease is held, the job runs, and its operator still has the permission. */
async function bind(services: Services, tx: Tx, claimed: Claimed, commandId: string): Promise<void> {
  await bindClaim(tx, claimed, commandId)
  const { job } = claimed
  const acting = await actingFor(services, tx, job.runById, jobKinds[job.kind].permission, job.id)
  if ('refusal' in acting) throw new ClaimLost()
}

/** Nothing was recorded: another worker has the item, or another call to its account is in flight. */
async function notBegun(services: Services, claimed: Claimed, error: unknown): Promise<void> {
  if (error instanceof ClaimLost || error instanceof SendingStoppedError) return releaseClaim(services, claimed, null)
  const work = jobKindOf(claimed.job.kind)
  if (error instanceof AppError && 'fail' in work && work.fail) return work.fail(services, claimed, error)
  if (error instanceof AppError && error.problem.code === 'conflict') {
    return releaseClaim(services, claimed, new Date(services.now().getTime() + busySeconds * 1_000))
  }
  throw error
}

/** Pauses the job until an operator resumes it, and releases the item. */
export async function pauseFor(services: Services, claimed: Claimed, why: string, next: string): Promise<void> {
  const { job } = claimed
  await services.db.transaction(async tx => {
    const paused = await tx
      .update(jobs)
      .set({ state: 'paused', notice: `${why} ${next}` })
      .where(and(eq(jobs.id, job.id), eq(jobs.state, 'running')))
      .returning({ id: jobs.id })
    // Six workers notice it at the same time.
    if (paused.length === 0) return
    await recordEvent(tx, systemContext(services, 'jobs'), {
      action: 'job.pause',
      target: { kind: 'job', id: job.id, label: jobLabel(job) },
      reason: why,
      outcome: 'succeeded',
    })
  })
  await releaseClaim(services, claimed, null)
}
