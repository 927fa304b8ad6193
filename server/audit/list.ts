import 'server-only'
import { and, count, desc, eq, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { AuditEntry, AuditPage, AuditSearch } from '@/lib/audit'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { auditEvents } from '../db/schema'

const outcomes = alias(auditEvents, 'outcomes')

/** A command is one entry: its intent with the newest outcome on record. */
const outcomeOf = sql`${outcomes.id} = (
  select max(o.id) from audit_events o where o.command_id = ${auditEvents.commandId} and o.phase = 'outcome'
)`

const columns = {
  id: auditEvents.id,
  at: auditEvents.at,
  endedAt: outcomes.at,
  phase: auditEvents.phase,
  commandId: auditEvents.commandId,
  action: auditEvents.action,
  actorKind: auditEvents.actorKind,
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
}

async function read(ctx: Ctx, filter: SQL | undefined, limit: number, offset: number): Promise<AuditEntry[]> {
  const rows = await ctx.db
    .select(columns)
    .from(auditEvents)
    .leftJoin(outcomes, outcomeOf)
    .where(and(ne(auditEvents.phase, 'outcome'), filter))
    .orderBy(desc(auditEvents.id))
    .limit(limit)
    .offset(offset)
  return rows.map(({ phase, settledBy, settledNote, ...row }) => ({
    ...row,
    // The outcome of a call has no reason of its own: it is what a person wrote who settled it.
    settled: settledBy !== null && settledNote !== null ? { by: settledBy, note: settledNote } : null,
    at: row.at.toISOString(),
    endedAt: phase === 'event' ? row.at.toISOString() : (row.endedAt?.toISOString() ?? null),
  }))
}

const likePattern = (text: string) => `%${text.trim().replace(/[\\%_]/g, character => `\\${character}`)}%`

/** The record as the operator may see it: all of it, or their own actions. Newest first. */
export async function listAudit(ctx: Ctx<OperatorActor>, search: AuditSearch): Promise<AuditPage> {
  const filter = and(
    can(ctx.actor.role, 'audit.all') ? undefined : eq(auditEvents.actorId, ctx.actor.id),
    search.action.length > 0 ? inArray(auditEvents.action, search.action) : undefined,
    search.outcome.length > 0 ? inArray(columns.outcome, search.outcome) : undefined,
    search.q.trim() === ''
      ? undefined
      : or(
          sql`${auditEvents.targetLabel} ilike ${likePattern(search.q)}`,
          sql`${auditEvents.targetId} ilike ${likePattern(search.q)}`,
          sql`${auditEvents.actorName} ilike ${likePattern(search.q)}`,
          sql`${auditEvents.reason} ilike ${likePattern(search.q)}`,
        ),
  )
  const [rows, total] = await Promise.all([
    read(ctx, filter, search.size, (search.page - 1) * search.size),
    ctx.db
      .select({ count: count() })
      .from(auditEvents)
      .leftJoin(outcomes, outcomeOf)
      .where(and(ne(auditEvents.phase, 'outcome'), filter)),
  ])
  return { rows, rowCount: total[0]?.count ?? 0 }
}

/** Everything on record about one account, newest first, whoever did it. */
export function accountTimeline(ctx: Ctx<OperatorActor>, accountId: string): Promise<AuditEntry[]> {
  const created = sql`exists (
    select 1 from audit_events o
    where o.command_id = ${auditEvents.commandId} and o.phase = 'outcome' and o.changes -> 'account' ->> 1 = ${accountId}
  )`
  return read(
    ctx,
    // A create is recorded under the form's id, before the account's own id is known.
    and(
      eq(auditEvents.targetKind, 'account'),
      or(eq(auditEvents.targetId, accountId), and(eq(auditEvents.action, 'account.create'), created)),
    ),
    200,
    0,
  )
}

/** The newest entries about accounts and organization users, for the overview. */
export function latestActivity(ctx: Ctx<OperatorActor>, limit: number): Promise<AuditEntry[]> {
  return read(ctx, inArray(auditEvents.targetKind, ['account', 'organization_user']), limit, 0)
}
