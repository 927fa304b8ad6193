import 'server-only'
import { eq } from 'drizzle-orm'
import { type ApprovalAccounts, type ApprovalsPage, namedOfApproval } from '@/lib/approval'
import { notFound } from '@/lib/errors'
import type { JobParameters } from '@/lib/job'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../../context'
import { approvals } from '../../platform/db/schema'
import { countVerdicts, evaluateAll } from '../jobs/evaluate'
import { listApprovals } from './approvals'
import { approvalLimit } from './limit'

/** The requests this operator may see, and the number of accounts above which a second person is required. */
export async function approvalsScreen(ctx: Ctx<OperatorActor>): Promise<ApprovalsPage> {
  return { rows: await listApprovals(ctx), limit: await approvalLimit(ctx.db) }
}

/** The accounts of a request, and the effect on each. Throws not_found, also for one this operator may not see. */
export async function accountsOfApproval(ctx: Ctx<OperatorActor>, id: string): Promise<ApprovalAccounts> {
  const [row] = await ctx.db.select().from(approvals).where(eq(approvals.id, id))
  const own = row?.requestedById === ctx.actor.id
  if (!row || !(own || can(ctx.actor.role, 'approvals.decide'))) throw notFound('This request')
  const evaluated = await evaluateAll(ctx.db, row.action, row.parameters as JobParameters, row.accountIds)
  return {
    ...countVerdicts(evaluated, row.accountIds.length),
    rows: evaluated.slice(0, namedOfApproval).map(({ id: account, name, verdict }) => ({
      id: account,
      name,
      why: verdict.kind === 'change' ? null : verdict.why,
    })),
  }
}
