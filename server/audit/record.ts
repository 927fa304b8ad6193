import 'server-only'
import type { AuditAction, AuditOutcome, Changes } from '@/lib/audit'
import type { Problem } from '@/lib/errors'
import type { Actor, Ctx } from '../context'
import type { Db, Tx } from '../db/client'
import { auditEvents } from '../db/schema'

export type AuditTarget = {
  kind: 'account' | 'organization_user' | 'operator' | 'page' | 'export' | 'saved_view'
  id: string
  label?: string | null
}

type AuditEntry = {
  action: AuditAction
  commandId?: string
  target?: AuditTarget
  reason?: string | null
  /** Allow-listed by the caller: never a whole input, never a secret. */
  detail?: Record<string, unknown>
  changes?: Changes
  outcome?: AuditOutcome
  problem?: Problem
  telnyxRequestId?: string | null
}

function actorColumns(actor: Actor) {
  if (actor.kind === 'operator') {
    return { actorKind: actor.kind, actorId: actor.id, actorName: actor.name, actorRole: actor.role }
  }
  return {
    actorKind: actor.kind,
    actorId: null,
    actorName: actor.kind === 'system' ? actor.job : 'Nobody signed in',
    actorRole: null,
  }
}

async function insert(db: Db | Tx, ctx: Ctx, phase: 'intent' | 'outcome' | 'event', entry: AuditEntry): Promise<void> {
  await db.insert(auditEvents).values({
    at: ctx.now(),
    phase,
    commandId: entry.commandId ?? null,
    action: entry.action,
    ...actorColumns(ctx.actor),
    targetKind: entry.target?.kind ?? null,
    targetId: entry.target?.id ?? null,
    targetLabel: entry.target?.label ?? null,
    reason: entry.reason ?? null,
    detail: entry.detail ?? null,
    changes: entry.changes ?? null,
    outcome: entry.outcome ?? null,
    problem: entry.problem ?? null,
    telnyxRequestId: entry.telnyxRequestId ?? null,
    requestId: ctx.requestId,
  })
}

/** Before a call: no record, no action. Throws when it cannot be written, and then nothing may be sent. */
export function recordIntent(
  tx: Tx,
  ctx: Ctx,
  entry: AuditEntry & { commandId: string; target: AuditTarget },
): Promise<void> {
  return insert(tx, ctx, 'intent', entry)
}

/** After a call, in the transaction that writes its result to the mirror. */
export function recordOutcome(
  tx: Tx,
  ctx: Ctx,
  entry: AuditEntry & { commandId: string; target: AuditTarget; outcome: AuditOutcome },
): Promise<void> {
  return insert(tx, ctx, 'outcome', entry)
}

/** What needs no call to Telnyx: sign-ins, denials, notes, reviews. */
export function recordEvent(db: Db | Tx, ctx: Ctx, entry: AuditEntry & { outcome: AuditOutcome }): Promise<void> {
  return insert(db, ctx, 'event', entry)
}
