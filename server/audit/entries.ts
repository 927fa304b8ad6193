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
 * A command is one entry: its intent with the newest outcome on record, or with the newest up to a row. Looked up entry by entry: left to
 * itself the database joins the whole record for one page of it.
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

/** What `entryColumns` and filters name: whichever of them is joined has this name. */
const outcomes = outcomesUpTo(null)

/** Written as a literal: only so does the database use the indexes that leave outcomes out. */
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
  /** Which end of what the filter selects: the newest (unless told), or the oldest. Answered newest first in both cases. */
  end?: 'newest' | 'oldest'
  /** The record as it was when this row was its last. */
  upTo?: number | null
  /** The filter names an outcome, which most entries have in another row. */
  byOutcome?: boolean
  /** Few fit: find them first and put them in order then, instead of walking along the record. */
  byIndex?: boolean
}

/** First the ids of what fits, then the entries: what belongs to an entry is looked up for those that are answered only. */
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
      // The outcome of a call has no reason of its own: it is what a person wrote who settled it.
      settled: settledBy !== null && settledNote !== null ? { by: settledBy, note: settledNote } : null,
      at: row.at.toISOString(),
      endedAt: phase === 'event' ? row.at.toISOString() : (row.endedAt?.toISOString() ?? null),
    }),
  )
}
