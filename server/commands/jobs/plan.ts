import 'server-only'
import type { z } from 'zod'
import { type DryRun, jobKinds, mostOfJob } from '@/lib/job'
import type { planJobInput } from '@/lib/job-inputs'
import type { TimeLeft } from '@/lib/time-left'
import type { Ctx, OperatorActor, Services } from '../../context'
import { observePool } from '../../mirror/channel-pool'
import { TelnyxError } from '../../telnyx/error'
import { askedFor } from '../approvals/endangered'
import { authorize } from '../define'
import { frozenSelection, readFrozen } from '../selections/read'
import { countVerdicts, type EvaluatedAccount, evaluateAll } from './evaluate'

/** Names shown of the accounts that change, and per reason; the job's results name all accounts. */
const namesShown = 5

/** A dry run: what a change would do to each account. Throws not_found for a selection that is gone, and forbidden. */
export async function planJob(ctx: Ctx<OperatorActor>, input: z.output<typeof planJobInput>): Promise<DryRun> {
  const { selection, change } = input
  await authorize(ctx, jobKinds[change.kind].permission, 'jobs.plan')
  const { count } = await frozenSelection(ctx, selection)
  const ids = await readFrozen(ctx, selection, 0, Math.min(count, mostOfJob))
  const evaluated = await evaluateAll(ctx.db, change.kind, change.parameters, ids)
  const { refusal, approval } = await askedFor(ctx.db, ctx, { ...change, accountIds: ids })
  const changes = evaluated.filter(({ verdict }) => verdict.kind === 'change')
  return {
    ...countVerdicts(evaluated, count),
    names: changes.slice(0, namesShown).map(({ name }) => name),
    reasons: reasonsOf(evaluated, count - evaluated.length),
    time: timeFor(ctx, changes.length),
    approval,
    refusal: tooMany(count) ?? refusal,
    channels: change.kind === 'accounts.channel_limit' ? await channelsOf(ctx, change.parameters.limit, changes) : null,
  }
}

/** Why these are too many accounts for one job; null = they are not. */
export function tooMany(count: number): string | null {
  if (count <= mostOfJob) return null
  return `One job takes ${mostOfJob.toLocaleString('en-US')} accounts at most. Narrow the search.`
}

/** A typical response time of Telnyx, and how many calls are in flight at once. */
const usualAnswerMs = 300
const atOnce = 6

/** Clicks, sync and other jobs use part of the rate limit. */
const sharedFactor = 2

/** From using all of the reported rate limit to using a part of it; null = nothing to do, or no limit was reported. */
export function timeFor(services: Pick<Services, 'telnyx'>, calls: number): TimeLeft | null {
  const { limit, windowMs } = services.telnyx.limiter.snapshot()
  if (calls === 0 || limit === null || windowMs === null) return null
  const seconds = (calls * Math.max(windowMs / limit, usualAnswerMs / atOnce)) / 1_000
  return { from: Math.ceil(seconds), to: Math.ceil(seconds * sharedFactor) }
}

function reasonsOf(evaluated: readonly EvaluatedAccount[], gone: number): DryRun['reasons'] {
  const found = new Map<string, DryRun['reasons'][number]>()
  for (const { verdict, name } of evaluated) {
    if (verdict.kind === 'change') continue
    const key = `${verdict.kind} ${verdict.why}`
    const reason = found.get(key) ?? { verdict: verdict.kind, why: verdict.why, count: 0, names: [] }
    reason.count += 1
    if (reason.names.length < namesShown) reason.names.push(name)
    found.set(key, reason)
  }
  const reasons = [...found.values()].sort((a, b) => b.count - a.count)
  if (gone > 0)
    reasons.push({ verdict: 'cannot', why: 'The console no longer has this account.', count: gone, names: [] })
  return reasons
}

/** The most channels the change takes: all of the limit where none is known. Free is null if Telnyx reports none. */
async function channelsOf(ctx: Ctx, limit: number, changes: readonly EvaluatedAccount[]): Promise<DryRun['channels']> {
  const added = changes.reduce((sum, { channelLimit }) => sum + limit - (channelLimit ?? 0), 0)
  try {
    const pool = await observePool(ctx)
    return { added, free: pool.pool - pool.allocated }
  } catch (error) {
    if (!(error instanceof TelnyxError)) throw error
    return { added, free: null }
  }
}
