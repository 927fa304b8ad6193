import 'server-only'
import type { Attention } from '@/lib/attention'
import { can } from '@/lib/permissions'
import { requestsToDecide } from '../approvals/approvals'
import { countOpenFlags } from '../billing/queries'
import type { Ctx, OperatorActor } from '../context'
import { failedJobs } from '../jobs/queries'

/** Asked for by every open screen every few seconds: three counts, nothing more. */
export async function readAttention(ctx: Ctx<OperatorActor>): Promise<Attention> {
  const { role } = ctx.actor
  const [approvals, jobs, flags] = await Promise.all([
    can(role, 'approvals.decide') ? requestsToDecide(ctx) : [],
    can(role, 'jobs.steer') ? failedJobs(ctx) : [],
    can(role, 'billing.review') ? countOpenFlags(ctx) : 0,
  ])
  return { approvals, failedJobs: jobs, flags }
}
