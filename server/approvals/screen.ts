import 'server-only'
import { eq } from 'drizzle-orm'
import { type ApprovalAccounts, type ApprovalsPage, namedOfApproval } from '@/lib/approval'
import { notFound } from '@/lib/errors'
import type { JobParameters } from '@/lib/job'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { approvals } from '../db/schema'
import { judgeAll } from '../jobs/judged'
import { listApprovals } from './approvals'
import { approvalLimit } from './limit'

/** Requests this operator may look at, and from how many accounts on one is needed. */
export async function approvalsScreen(ctx: Ctx<OperatorActor>): Promise<ApprovalsPage> {
  return { rows: await listApprovals(ctx), limit: await approvalLimit(ctx) }
}

/** What a request is about, account by account, and what it would do to each now. Throws not_found, also for what others asked for. */
export async function accountsOfApproval(ctx: Ctx<OperatorActor>, id: string): Promise<ApprovalAccounts> {
  const [row] = await ctx.db.select().from(approvals).where(eq(approvals.id, id))
  const own = row?.requestedById === ctx.actor.id
  if (!row || !(own || can(ctx.actor.role, 'approvals.decide'))) throw notFound('This request')
  const judged = await judgeAll(ctx.db, 'accounts.disable', row.parameters as JobParameters, row.accountIds)
  const total = row.accountIds.length
  const change = judged.filter(({ verdict }) => verdict.kind === 'change').length
  const holds = judged.filter(({ verdict }) => verdict.kind === 'holds').length
  return {
    total,
    change,
    holds,
    cannot: total - change - holds,
    rows: judged.slice(0, namedOfApproval).map(({ id: account, name, verdict }) => ({
      id: account,
      name,
      why: verdict.kind === 'change' ? null : verdict.why,
    })),
  }
}
