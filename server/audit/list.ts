import 'server-only'
import { and, count, desc, eq, exists, gte, inArray, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { AuditEntry, AuditFilter, AuditPage, AuditSearch } from '@/lib/audit'
import { can } from '@/lib/permissions'
import { visibleEntry, visibleJobs } from '../accounts/visible'
import type { Ctx, OperatorActor } from '../context'
import { auditEvents, jobs, operators } from '../db/schema'

const outcomes = alias(auditEvents, 'outcomes')

/** A command is one entry: its intent with the newest outcome on record, or with the newest up to a row. */
function outcomeOf(upTo: number | null): SQL {
  const known = upTo === null ? sql`` : sql` and o.id <= ${upTo}`
  return sql`${outcomes.id} = (
    select max(o.id) from audit_events o where o.command_id = ${auditEvents.commandId} and o.phase = 'outcome'${known}
  )`
}

const columns = {
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

type Part = { limit: number; offset?: number; upTo?: number | null }

async function read(ctx: Ctx<OperatorActor>, filter: SQL | undefined, part: Part): Promise<AuditEntry[]> {
  const rows = await ctx.db
    .select(columns)
    .from(auditEvents)
    .leftJoin(outcomes, outcomeOf(part.upTo ?? null))
    .where(and(ne(auditEvents.phase, 'outcome'), filter))
    .orderBy(desc(auditEvents.id))
    .limit(part.limit)
    .offset(part.offset ?? 0)
  return rows.map(({ phase, settledBy, settledNote, ...row }) =>
    visibleEntry(ctx, {
      ...row,
      // The outcome of a call has no reason of its own: it is what a person wrote who settled it.
      settled: settledBy !== null && settledNote !== null ? { by: settledBy, note: settledNote } : null,
      at: row.at.toISOString(),
      endedAt: phase === 'event' ? row.at.toISOString() : (row.endedAt?.toISOString() ?? null),
    }),
  )
}

const likePattern = (text: string) => `%${text.trim().replace(/[\\%_]/g, character => `\\${character}`)}%`

const dayMs = 86_400_000

const startOf = (day: string) => new Date(`${day}T00:00:00.000Z`)

/** What the filters select of what the operator may see: all of it, or their own actions. */
function selected(ctx: Ctx<OperatorActor>, filter: AuditFilter): SQL | undefined {
  return and(
    can(ctx.actor.role, 'audit.all') ? undefined : eq(auditEvents.actorId, ctx.actor.id),
    filter.operator.length > 0 ? inArray(auditEvents.actorId, filter.operator) : undefined,
    filter.from === '' ? undefined : gte(auditEvents.at, startOf(filter.from)),
    filter.to === '' ? undefined : lt(auditEvents.at, new Date(startOf(filter.to).getTime() + dayMs)),
    filter.action.length > 0 ? inArray(auditEvents.action, filter.action) : undefined,
    filter.outcome.length > 0 ? inArray(columns.outcome, filter.outcome) : undefined,
    filter.q.trim() === ''
      ? undefined
      : or(
          sql`${auditEvents.targetLabel} ilike ${likePattern(filter.q)}`,
          sql`${auditEvents.targetId} ilike ${likePattern(filter.q)}`,
          sql`${auditEvents.actorName} ilike ${likePattern(filter.q)}`,
          sql`${auditEvents.reason} ilike ${likePattern(filter.q)}`,
          // What belongs to a job names it.
          sql`${auditEvents.detail} ->> 'job' = ${filter.q.trim()}`,
        ),
  )
}

async function countOf(ctx: Ctx, filter: SQL | undefined, upTo: number | null): Promise<number> {
  const [total] = await ctx.db
    .select({ count: count() })
    .from(auditEvents)
    .leftJoin(outcomes, outcomeOf(upTo))
    .where(and(ne(auditEvents.phase, 'outcome'), filter))
  return total?.count ?? 0
}

/** The record as the operator may see it. Newest first. */
export async function listAudit(ctx: Ctx<OperatorActor>, search: AuditSearch): Promise<AuditPage> {
  const filter = selected(ctx, search)
  const [rows, rowCount] = await Promise.all([
    read(ctx, filter, { limit: search.size, offset: (search.page - 1) * search.size }),
    countOf(ctx, filter, null),
  ])
  return { rows, rowCount }
}

/** The record as it was when row `upTo` was its last: nothing is ever changed in it, so that is the same whenever it is read. */
export function auditAsOf(ctx: Ctx<OperatorActor>, filter: AuditFilter, upTo: number) {
  const asked = and(lte(auditEvents.id, upTo), selected(ctx, filter))
  return {
    count: () => countOf(ctx, asked, upTo),
    /** The newest entries before row `before`; null = from the newest on. */
    before: (before: number | null, limit: number) =>
      read(ctx, and(asked, before === null ? undefined : lt(auditEvents.id, before)), { limit, upTo }),
  }
}

/** Whom the record can be filtered by; only who sees everybody's actions may choose. */
export async function listActors(ctx: Ctx<OperatorActor>): Promise<{ id: string; name: string }[]> {
  if (!can(ctx.actor.role, 'audit.all')) return []
  return ctx.db.select({ id: operators.id, name: operators.name }).from(operators).orderBy(operators.name, operators.id)
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
    { limit: 200 },
  )
}

/** The newest entries about accounts and organization users, for the overview; a job is one of them, whatever its number of accounts. */
export function latestActivity(ctx: Ctx<OperatorActor>, limit: number): Promise<AuditEntry[]> {
  const ofOne = and(
    inArray(auditEvents.targetKind, ['account', 'organization_user']),
    sql`${auditEvents.detail} -> 'job' is null`,
  )
  const visible = visibleJobs(ctx)
  const ofJob = and(
    inArray(auditEvents.action, ['job.start', 'job.cancel']),
    visible &&
      exists(
        ctx.db
          .select({ id: jobs.id })
          .from(jobs)
          .where(and(sql`${jobs.id}::text = ${auditEvents.targetId}`, visible)),
      ),
  )
  return read(ctx, or(ofOne, ofJob), { limit })
}
