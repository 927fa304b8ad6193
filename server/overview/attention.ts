import 'server-only'
import type { Attention } from '@/lib/attention'
import { can } from '@/lib/permissions'
import { requestsToDecide } from '../commands/approvals/approvals'
import { failedJobs, pausedJobs } from '../commands/jobs/queries'
import { heldChanges } from '../commands/sending/hold'
import { readStop } from '../commands/sending/stop'
import type { Ctx, OperatorActor } from '../context'
import { countOpenItems } from '../reviews/rounds'

/** Every open screen polls this every few seconds: keep it to a few short lists. */
export async function readAttention(ctx: Ctx<OperatorActor>): Promise<Attention> {
  const { role } = ctx.actor
  const [stopped, approvals, jobs, paused, held, flags] = await Promise.all([
    readStop(ctx.db),
    can(role, 'approvals.decide') ? requestsToDecide(ctx) : [],
    can(role, 'jobs.control') ? failedJobs(ctx) : [],
    pausedJobs(ctx),
    heldChanges(ctx),
    can(role, 'reviews.billing') ? countOpenItems(ctx) : 0,
  ])
  return { stopped, approvals, failedJobs: jobs, pausedJobs: paused, held, flags }
}
