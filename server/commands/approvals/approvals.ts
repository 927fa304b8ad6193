import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import { and, asc, desc, eq, getTableColumns, gt, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import { type ApprovableAction, type ApprovalRow, approvableActions, approvalHours } from '@/lib/approval'
import { approvalInput, decideApprovalInput, requestApprovalInput } from '@/lib/approval-inputs'
import type { Attention } from '@/lib/attention'
import { type AppError, conflict, notFound } from '@/lib/errors'
import { jobKinds } from '@/lib/job'
import { can, type Permission } from '@/lib/permissions'
import { type AuditTarget, recordEvent } from '../../audit/record'
import type { Ctx, OperatorActor } from '../../context'
import type { Tx } from '../../platform/db/client'
import { approvals, operatorLinks, operators } from '../../platform/db/schema'
import { authorize, defineCommand } from '../define'
import { tooMany } from '../jobs/plan'
import { frozenSelection, readInNameOrder } from '../selections/read'
import { askedFor } from './endangered'

type ApprovalRecord = typeof approvals.$inferSelect

/** The exact change that is requested. */
type Plan = { action: ApprovableAction; accountIds: readonly string[]; parameters: Record<string, unknown> }

/** Changes with any account and any parameter, also with the order of accounts, not with that of parameter names. */
export function digestOf({ action, accountIds, parameters }: Plan): string {
  const named = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([action, accountIds, named]))
    .digest('hex')
}

const about = (row: Pick<ApprovalRecord, 'id' | 'action' | 'accountIds'>): AuditTarget => ({
  kind: 'approval',
  id: row.id,
  label: `${approvableActions[row.action]} (${row.accountIds.length})`,
})

const live = (ctx: Ctx, id: string) => and(eq(approvals.id, id), gt(approvals.expiresAt, ctx.now()))

function gone(): AppError {
  return conflict(
    'This request can no longer be decided.',
    'The request was decided or withdrawn, or it has expired. Reload the page to see the current state.',
  )
}

function refuse(why: string | null): void {
  if (why) throw conflict(why)
}

/** Requests a second person's approval. The request stays bound to the accounts of the frozen selection. */
export const requestApproval = defineCommand({
  action: 'approval.request',
  permission: 'accounts.disable',
  input: requestApprovalInput,
  run: async (ctx, { action, selection, parameters, reason }): Promise<{ id: string; digest: string }> => {
    await authorize(ctx, jobKinds[action].permission, action)
    const { count } = await frozenSelection(ctx, selection)
    refuse(tooMany(count))
    const accountIds = await readInNameOrder(ctx, selection)
    refuse((await askedFor(ctx.db, ctx, { kind: action, parameters, accountIds })).refusal)
    const id = randomUUID()
    const digest = digestOf({ action, accountIds, parameters })
    const now = ctx.now()
    const row = {
      id,
      action,
      accountIds,
      parameters,
      digest,
      reason,
      state: 'open' as const,
      requestedById: ctx.actor.id,
      requestedByName: ctx.actor.name,
      createdAt: now,
      expiresAt: new Date(now.getTime() + approvalHours * 3_600_000),
    }
    await ctx.db.transaction(async tx => {
      await tx.insert(approvals).values(row)
      await recordEvent(tx, ctx, {
        action: 'approval.request',
        target: about(row),
        reason,
        // The audit search reads tickets at the top level of the detail.
        detail: {
          accounts: accountIds.length,
          parameters,
          digest,
          ...('ticket' in parameters && { ticket: parameters.ticket }),
        },
        outcome: 'succeeded',
      })
    })
    return { id, digest }
  },
})

/** The second person's decision about exactly this request. If several decisions arrive together, only one counts. */
export const decideApproval = defineCommand({
  action: 'approval.decide',
  permission: 'approvals.decide',
  fresh: true,
  input: decideApprovalInput,
  run: (ctx, { id, digest, verdict, note }) =>
    ctx.db.transaction(async tx => {
      const [row] = await tx.select().from(approvals).where(eq(approvals.id, id)).for('update')
      if (!row) throw notFound('This request')
      if (row.requestedById === ctx.actor.id) {
        throw conflict('You made this request yourself.', 'Another owner or manager must decide.')
      }
      if (await hasLetIn(tx, row.requestedById, ctx)) {
        throw conflict(
          `${row.requestedByName} invited you, or renewed your sign-in, in the last ${ownLinkDays} days.`,
          'Another owner or manager must decide.',
        )
      }
      if (row.digest !== digest)
        throw conflict('This request differs from the one on your screen.', 'Reload the page and check it again.')
      if (row.state !== 'open' || row.expiresAt <= ctx.now()) throw gone()
      const { id: decidedById, name: decidedByName } = ctx.actor
      await tx
        .update(approvals)
        .set({ state: verdict, decidedById, decidedByName, decidedNote: note || null, decidedAt: ctx.now() })
        .where(eq(approvals.id, id))
      await recordEvent(tx, ctx, {
        action: 'approval.decide',
        target: about(row),
        reason: note || null,
        detail: { verdict, requestedBy: row.requestedByName, digest },
        outcome: 'succeeded',
      })
      return null
    }),
})

const ownLinkDays = 7

/** An operator may have used a link that they made for another: for a week that other one cannot approve for them. */
async function hasLetIn(tx: Tx, requestedById: string, ctx: Ctx<OperatorActor>): Promise<boolean> {
  const since = new Date(ctx.now().getTime() - ownLinkDays * 86_400_000)
  const lately = or(
    gt(operatorLinks.usedAt, since),
    and(isNull(operatorLinks.usedAt), isNull(operatorLinks.revokedAt), gt(operatorLinks.createdAt, since)),
  )
  const toThem = and(eq(operatorLinks.operatorId, ctx.actor.id), eq(operatorLinks.createdById, requestedById))
  return (await tx.$count(operatorLinks, and(toThem, lately))) > 0
}

/** The operator who made the request withdraws it before it ran. */
export const withdrawApproval = defineCommand({
  action: 'approval.withdraw',
  permission: 'accounts.disable',
  input: approvalInput,
  run: (ctx, { id }) =>
    ctx.db.transaction(async tx => {
      const [row] = await tx
        .update(approvals)
        .set({ state: 'withdrawn' })
        .where(
          and(live(ctx, id), eq(approvals.requestedById, ctx.actor.id), inArray(approvals.state, ['open', 'approved'])),
        )
        .returning()
      if (!row) throw gone()
      await recordEvent(tx, ctx, { action: 'approval.withdraw', target: about(row), outcome: 'succeeded' })
      return null
    }),
})

/**
 * Uses up an approval, in the transaction that commits the work: of parallel starts, exactly one gets it. Throws when
 * the work is not exactly what was approved, or when the requester or the approver no longer has the permission.
 */
export async function takeApproval(tx: Tx, ctx: Ctx<OperatorActor>, id: string, plan: Plan): Promise<void> {
  const [row] = await tx
    .update(approvals)
    .set({ state: 'used', usedAt: ctx.now() })
    .where(
      and(
        live(ctx, id),
        eq(approvals.state, 'approved'),
        eq(approvals.requestedById, ctx.actor.id),
        eq(approvals.digest, digestOf(plan)),
      ),
    )
    .returning()
  if (!row?.decidedById || digestOf(row) !== row.digest) {
    throw conflict(
      'No approval covers exactly this change.',
      'An approval covers only the accounts and settings that were requested. It is valid once, for 24 hours.',
    )
  }
  await stillAllowed(tx, row.requestedById, jobKinds[plan.action].permission, row.requestedByName)
  await stillAllowed(tx, row.decidedById, 'approvals.decide', row.decidedByName ?? 'The approver')
}

/** Checks, before the rest of an approved job is sent, that approval and approver still count. Throws conflict. */
export async function approvalHolds(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const [row] = await tx.select().from(approvals).where(live(ctx, id))
  if (!row?.decidedById) {
    throw conflict(
      `The approval of this job was valid for ${approvalHours} hours and has expired.`,
      'Select the remaining accounts in the list and start a new job.',
    )
  }
  await stillAllowed(tx, row.decidedById, 'approvals.decide', row.decidedByName ?? 'The approver')
}

async function stillAllowed(tx: Tx, operatorId: string, permission: Permission, name: string): Promise<void> {
  const [operator] = await tx.select().from(operators).where(eq(operators.id, operatorId))
  if (operator && !operator.disabledAt && can(operator.role, permission)) return
  throw conflict(`This approval is void: ${name} no longer has permission for it.`, 'Request approval again.')
}

const accountCount = sql<number>`cardinality(${approvals.accountIds})`

/** Open requests of other operators that this operator may decide; the one that expires first on top. */
export async function requestsToDecide(ctx: Ctx<OperatorActor>): Promise<Attention['approvals']> {
  const rows = await ctx.db
    .select({
      id: approvals.id,
      action: approvals.action,
      accounts: accountCount,
      requestedByName: approvals.requestedByName,
      createdAt: approvals.createdAt,
    })
    .from(approvals)
    .where(
      and(eq(approvals.state, 'open'), gt(approvals.expiresAt, ctx.now()), ne(approvals.requestedById, ctx.actor.id)),
    )
    .orderBy(asc(approvals.expiresAt))
  return rows.map(row => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

/** Newest first. An operator who may not decide sees only their own requests. */
export async function listApprovals(ctx: Ctx<OperatorActor>): Promise<ApprovalRow[]> {
  // Up to 10,000 ids in each of 200 requests, which the list only counts.
  const { accountIds: _, ...columns } = getTableColumns(approvals)
  const rows = await ctx.db
    .select({ ...columns, accounts: accountCount })
    .from(approvals)
    .where(can(ctx.actor.role, 'approvals.decide') ? undefined : eq(approvals.requestedById, ctx.actor.id))
    .orderBy(desc(approvals.createdAt))
    .limit(200)
  const now = ctx.now()
  return rows.map(row => ({
    id: row.id,
    action: row.action,
    state: ['open', 'approved'].includes(row.state) && row.expiresAt <= now ? 'expired' : row.state,
    accounts: row.accounts,
    parameters: row.parameters,
    digest: row.digest,
    reason: row.reason,
    requestedByName: row.requestedByName,
    own: row.requestedById === ctx.actor.id,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    decidedByName: row.decidedByName,
    decidedNote: row.decidedNote,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }))
}
