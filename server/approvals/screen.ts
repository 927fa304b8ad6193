import 'server-only'
import type { ApprovalsPage } from '@/lib/approval'
import type { Ctx, OperatorActor } from '../context'
import { listApprovals } from './approvals'
import { approvalLimit } from './limit'

/** Requests this operator may look at, and from how many accounts on one is needed. */
export async function approvalsScreen(ctx: Ctx<OperatorActor>): Promise<ApprovalsPage> {
  return { rows: await listApprovals(ctx), limit: await approvalLimit(ctx) }
}
