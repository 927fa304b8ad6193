import 'server-only'
import { and, asc, desc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm'
import { alias, QueryBuilder } from 'drizzle-orm/pg-core'
import type { AuditEntry } from '@/lib/audit'
import type { Ctx, OperatorActor } from '../context'
import { jsonRow } from '../platform/db/json-row'
import { auditEvents } from '../platform/db/schema'
import { visibleEntry } from './visible'

const later = alias(auditEvents, 'later')

/**
 * A command is one entry: its intent with the newest outcome, or with the newest outcome up to a given row. Looked up
 * entry by entry: the planner would otherwise join the whole audit for one page.
 */
export function outcomesUpTo(upTo: number | null) {
  return new QueryBuilder()
    .select({
      at: later.at,
      outcome: later.outcome,
      changes: later.changes,
      problem: later.problem,
      actorName: later.actorName,
      reason: later.reason,
      telnyxRequestId: later.telnyxRequestId,
      hash: later.hash,
    })
    .from(later)
    .where(
      and(
        eq(later.commandId, auditEvents.commandId),
        eq(later.phase, 'outcome'),
        upTo === null ? undefined : lte(later.id, upTo),
      ),
    )
    .orderBy(desc(later.id))
    .limit(1)
    .as('outcomes')
}

/** The alias that `entryColumns` and filters use, whichever row is joined. */
const outcomes = outcomesUpTo(null)

/** A literal, not a parameter: otherwise the planner does not use the partial indexes that leave outcomes out. */
export const isEntry = sql`${auditEvents.phase} <> 'outcome'`

export const entryColumns = {
  id: auditEvents.id,
  at: auditEvents.at,
  endedAt: outcomes.at,
  phase: auditEvents.phase,
  commandId: auditEvents.commandId,
  action: auditEvents.action,
  actorKind: auditEvents.actorKind,
  actorId: auditEvents.actorId,
  actorName: auditEvents.actorName,
  actorRole: auditEvents.actorRole,
  targetKind: auditEvents.targetKind,
  targetId: auditEvents.targetId,
  targetLabel: auditEvents.targetLabel,
  reason: auditEvents.reason,
  detail: auditEvents.detail,
  changes: sql<AuditEntry['changes']>`coalesce(${outcomes.changes}, ${auditEvents.changes})`,
  outcome: sql<AuditEntry['outcome']>`coalesce(${outcomes.outcome}, ${auditEvents.outcome})`,
  problem: sql<AuditEntry['problem']>`coalesce(${outcomes.problem}, ${auditEvents.problem})`,
  settledBy: outcomes.actorName,
  settledNote: outcomes.reason,
  telnyxRequestId: sql<string | null>`coalesce(${outcomes.telnyxRequestId}, ${auditEvents.telnyxRequestId})`,
  requestId: auditEvents.requestId,
  hash: auditEvents.hash,
  endHash: outcomes.hash,
}

type Part = {
  limit: number
  /** Which end of the matches to read: the newest (default) or the oldest. Returned newest first in both cases. */
  end?: 'newest' | 'oldest'
  /** The audit as of the moment when this row was its last. */
  upTo?: number | null
  /** The filter is by outcome, which most entries have in a second row. */
  byOutcome?: boolean
  /** Few rows match: find them first and sort them, instead of scanning the audit in order. */
  byIndex?: boolean
}

/** Finds the ids first, then the entries: outcomes are looked up only for the returned entries. */
export async function readEntries(ctx: Ctx<OperatorActor>, filter: SQL | undefined, part: Part): Promise<AuditEntry[]> {
  const { limit, end = 'newest', upTo = null, byOutcome = false, byIndex = false } = part
  const order = byIndex ? sql`${auditEvents.id} + 0` : auditEvents.id
  const ids = ctx.db.select({ id: auditEvents.id }).from(auditEvents).$dynamic()
  const fitting = (byOutcome ? ids.leftJoinLateral(outcomesUpTo(upTo), sql`true`) : ids)
    .where(and(isEntry, filter))
    .orderBy(end === 'newest' ? desc(order) : asc(order))
    .limit(limit)
  const rows = await ctx.db
    .select({ row: jsonRow(entryColumns) })
    .from(auditEvents)
    .leftJoinLateral(outcomesUpTo(upTo), sql`true`)
    .where(inArray(auditEvents.id, fitting))
    .orderBy(desc(auditEvents.id))
  return rows.map(({ row: { phase, settledBy, settledNote, ...row } }) =>
    visibleEntry(ctx, {
      ...row,
      // The outcome of a call carries a reason only when a person settled it and wrote one.
      settled: settledBy !== null && settledNote !== null ? { by: settledBy, note: settledNote } : null,
      at: row.at.toISOString(),
      endedAt: phase === 'event' ? row.at.toISOString() : (row.endedAt?.toISOString() ?? null),
    }),
  )
}
