import 'server-only'
import { type DisableReason, disableReasons } from '@/lib/account-words'
import type { ManagedAccountDetail } from '@/lib/managed-account'
import type { RemoteCall, Written } from '../commands/remote'
import type { Ctx } from '../context'
import { type AccountRecord, readAccount, writeThrough } from '../mirror/account'
import type { Tx } from '../platform/db/client'
import type { CallOptions } from '../telnyx/client'
import { disabledColumns, enabledColumns } from './status-columns'
import { accountTarget } from './target'

// What a click, a scheduled change and a job item share: the call, its audit entry, and what its answer changes in the
// mirror.

/** A change to one account. The sender adds the id and, for bulk work, the job. */
type AccountCall = Omit<RemoteCall<ManagedAccountDetail>, 'id'>

export const statusActions = ['account.disable', 'account.enable'] as const

type DisableWhy = { reason: DisableReason; note: string; ticket: string; reviewOn: string }

export function disableCall(ctx: Ctx, account: AccountRecord, why: DisableWhy, options: CallOptions): AccountCall {
  const by = ctx.actor.kind === 'operator' ? ctx.actor.name : 'system'
  const reason = disableReasons[why.reason]
  return {
    action: 'account.disable',
    target: accountTarget(account),
    reason: why.note ? `${reason}: ${why.note}` : reason,
    input: { reason: why.reason, note: why.note, ticket: why.ticket || null, reviewOn: why.reviewOn || null },
    supersedes: statusActions,
    send: fence => ctx.telnyx.accounts.disable(account.id, { ...options, ...fence, urgent: options.lane === 'click' }),
    write: (tx, answer) => writeStatus(tx, account, answer, disabledColumns({ ...why, by }, ctx.now())),
  }
}

type StatusColumns = ReturnType<typeof disabledColumns> | ReturnType<typeof enabledColumns>

async function writeStatus(
  tx: Tx,
  account: AccountRecord,
  answer: ManagedAccountDetail,
  columns: StatusColumns,
): Promise<Written> {
  const { status, statusSetAt } = columns
  const before = await readAccount(tx, account.id)
  await writeThrough(tx, statusSetAt, answer, columns)
  return { changes: { status: [before?.status ?? account.status, status] }, result: { status } }
}

export function enableCall(
  ctx: Ctx,
  account: AccountRecord,
  { reason, reenableConnections }: { reason: string; reenableConnections: boolean },
  options: CallOptions,
): AccountCall {
  return {
    action: 'account.enable',
    target: accountTarget(account),
    reason,
    input: { reenableConnections },
    supersedes: statusActions,
    send: fence =>
      ctx.telnyx.accounts.enable(account.id, { reenableAllConnections: reenableConnections }, { ...options, ...fence }),
    write: (tx, answer) => writeStatus(tx, account, answer, enabledColumns(ctx.now())),
  }
}

export function customPricingCall(
  ctx: Ctx,
  account: AccountRecord,
  { allow, reason }: { allow: boolean; reason: string },
  options: CallOptions,
): AccountCall {
  return {
    action: 'account.custom_pricing',
    target: accountTarget(account),
    reason: reason || null,
    input: { allow },
    supersedes: ['account.custom_pricing'],
    fieldOf: { '/managed_account_allow_custom_pricing': 'allow' },
    send: fence => ctx.telnyx.accounts.setCustomPricing(account.id, allow, { ...options, ...fence }),
    write: async (tx, answer) => {
      const now = ctx.now()
      const before = await readAccount(tx, account.id)
      // Telnyx shows the new flag with a lag: its answer may still carry the old one.
      await writeThrough(tx, now, answer, { customPricing: allow, customPricingSetAt: now })
      return { changes: { customPricing: [before?.customPricing ?? null, allow] }, result: { allow } }
    },
  }
}
