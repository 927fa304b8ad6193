import 'server-only'
import { and, asc, count, desc, eq, exists, gt, gte, inArray, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { AuditEntry, AuditFilter, AuditPage, AuditSearch } from '@/lib/audit'
import { endOfDay, startOfDay } from '@/lib/day'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { auditEvents, isActivity, jobs, operators } from '../platform/db/schema'
import { readTimeZone } from '../platform/time-zone'
import { readHead } from './append'
import { entryColumns, isEntry, outcomesUpTo, readEntries } from './entries'
import { visibleEntries, visibleJobs } from './visible'

/** The instants between which the filter's days are; null = no end. */
export type Instants = { from: Date | null; to: Date | null }

/** The days of a filter as instants of the organization's time zone. */
export async function instantsOf(ctx: Pick<Ctx, 'db'>, { from, to }: AuditFilter): Promise<Instants> {
  if (from === '' && to === '') return { from: null, to: null }
  const zone = await readTimeZone(ctx.db)
  return { from: from === '' ? null : startOfDay(from, zone), to: to === '' ? null : endOfDay(to, zone) }
}

/**
 * The matches of the filters that the operator may see: all entries, or their own. @param indexed false = text is
 * compared row by row, for a short range. @param upTo the audit as of the moment when this was its last row
 */
function selected(
  ctx: Ctx<OperatorActor>,
  filter: AuditFilter,
  days: Instants,
  { indexed = true, upTo = null }: { indexed?: boolean; upTo?: number | null } = {},
): SQL | undefined {
  const q = filter.q.trim()
  const contains = (column: AnyPgColumn | SQL) =>
    sql`${indexed ? column : sql`(${column} || '')`} ilike ${`%${q.replace(/[\\%_]/g, character => `\\${character}`)}%`}`
  return and(
    can(ctx.actor.role, 'audit.all') ? undefined : eq(auditEvents.actorId, ctx.actor.id),
    visibleEntries(ctx),
    filter.operator.length > 0 ? inArray(auditEvents.actorId, filter.operator) : undefined,
    days.from ? gte(auditEvents.at, days.from) : undefined,
    days.to ? lt(auditEvents.at, days.to) : undefined,
    filter.action.length > 0 ? inArray(auditEvents.action, filter.action) : undefined,
    filter.outcome.length > 0 ? inArray(entryColumns.outcome, filter.outcome) : undefined,
    q === ''
      ? undefined
      : or(
          contains(auditEvents.targetLabel),
          contains(auditEvents.targetId),
          contains(auditEvents.actorName),
          contains(auditEvents.reason),
          contains(sql`(${auditEvents.detail} ->> 'ticket')`),
          // Telnyx support asks for whole request ids. A command's request id is in its outcome row.
          sql`${auditEvents.commandId} = any(array(select o.command_id from audit_events o where o.telnyx_request_id = ${q}${upTo === null ? sql`` : sql` and o.id <= ${upTo}`}))`,
          // Entries that belong to a job carry the job's id.
          sql`${auditEvents.detail} ->> 'job' = ${q}`,
        ),
  )
}

/** How many rows are scanned before an index on the searched text is used. */
const nearRows = 5_000

/**
 * The audit as the operator may see it, newest first: the newest page, the page before row `before`, or the page after
 * row `after`. Rows are never counted: with a million of them, that would take seconds.
 * @param near lower in tests, whose audits are short
 */
export async function listAudit(ctx: Ctx<OperatorActor>, search: AuditSearch, near = nearRows): Promise<AuditPage> {
  const { before, after, size } = search
  const find = (stretch: Stretch) => findEntries(ctx, search, stretch, near)
  if (after !== null) {
    const rows = await find({ end: 'oldest', from: after + 1, limit: size + 1 })
    // A page that is not full would show less than there is: the newest page contains its rows too.
    if (rows.length >= size) {
      return { rows: rows.slice(-size), newer: rows.length > size, older: true, archivedUpTo: null }
    }
  }
  const to = after === null && before !== null ? before - 1 : null
  const rows = await find({ end: 'newest', to, limit: size + 1 })
  const older = rows.length > size
  const archivedAt = older ? null : (await readHead(ctx.db))?.archivedAt
  return { rows: rows.slice(0, size), newer: to !== null, older, archivedUpTo: archivedAt?.toISOString() ?? null }
}

type Stretch = { end: 'newest' | 'oldest'; from?: number; to?: number | null; limit: number }

/**
 * Frequent matches are found by scanning from the requested end, rare ones by their index. The planner cannot tell
 * which is the case: it would sort half the audit for a frequent word, or scan all of it for a rare one.
 */
async function findEntries(ctx: Ctx<OperatorActor>, search: AuditFilter, stretch: Stretch, near: number) {
  const { end, limit } = stretch
  const instants = await instantsOf(ctx, search)
  const days = await rowsOfDays(ctx, instants)
  const low = Math.max(stretch.from ?? 1, days.first)
  const high = Math.min(stretch.to ?? (await readHead(ctx.db))?.lastId ?? 0, days.last)
  const { id } = auditEvents
  const filter = selected(ctx, search, instants)
  if (!filter) return readEntries(ctx, and(gte(id, low), lte(id, high)), { limit, end })

  const byOutcome = search.outcome.length > 0
  // An outcome is looked up entry by entry.
  const close = byOutcome ? Math.ceil(near / 10) : near
  const edge = end === 'newest' ? Math.max(low, high - close + 1) : Math.min(high, low + close - 1)
  const [first, last] = end === 'newest' ? [edge, high] : [low, edge]
  const found = await readEntries(
    ctx,
    and(gte(id, first), lte(id, last), selected(ctx, search, instants, { indexed: false })),
    { limit, end, byOutcome },
  )
  if (found.length === limit || (first === low && last === high)) return found
  const ofOutcome = seldom(search)
  const byIndex = ofOutcome !== undefined || search.q.trim().length >= 3
  // Not by the index of ids, which would read the rest of the audit.
  const at = byIndex ? sql`${id} + 0` : sql`${id}`
  const beyond = end === 'newest' ? and(gte(at, low), lt(at, first)) : and(gt(at, last), lte(at, high))
  const more = await readEntries(ctx, and(beyond, filter, ofOutcome), {
    limit: limit - found.length,
    end,
    byOutcome,
    byIndex,
  })
  return end === 'newest' ? [...found, ...more] : [...more, ...found]
}

/** For a rare outcome: the entries that ever had it, by its index. A superset, because a later outcome counts. */
function seldom({ outcome }: AuditFilter): SQL | undefined {
  if (outcome.length === 0 || outcome.includes('succeeded')) return undefined
  // As a separate subquery: with a join, the planner looks up the outcomes of all entries first.
  return sql`${auditEvents.id} = any(array(
    select case o.phase when 'event' then o.id
      else (select i.id from audit_events i where i.command_id = o.command_id and i.phase = 'intent' limit 1) end
    from audit_events o
    where ${inArray(sql`o.outcome`, outcome)}
  ))`
}

/** The rows between which all of the days are. Clocks differ, so it includes a thousand more rows at either end. */
async function rowsOfDays(ctx: Ctx, { from, to }: Instants): Promise<{ first: number; last: number }> {
  const edge = async (condition: SQL, order: SQL, pick: SQL<number>) => {
    const some = ctx.db
      .select({ id: auditEvents.id })
      .from(auditEvents)
      .where(condition)
      .orderBy(order)
      .limit(1_000)
      .as('some')
    const [row] = await ctx.db.select({ id: pick.mapWith(Number) }).from(some)
    return row?.id ?? 0
  }
  const { at } = auditEvents
  return {
    first: from ? await edge(gte(at, from), asc(at), sql<number>`coalesce(min(id), ${Number.MAX_SAFE_INTEGER})`) : 1,
    last: to ? await edge(lt(at, to), desc(at), sql<number>`coalesce(max(id), 0)`) : Number.MAX_SAFE_INTEGER,
  }
}

async function countOf(ctx: Ctx, filter: SQL | undefined, { outcome }: AuditFilter, upTo: number): Promise<number> {
  const counted = ctx.db.select({ count: count() }).from(auditEvents).$dynamic()
  const [total] = await (outcome.length > 0 ? counted.leftJoinLateral(outcomesUpTo(upTo), sql`true`) : counted).where(
    and(isEntry, filter),
  )
  return total?.count ?? 0
}

/** The audit as of the moment when row `upTo` was its last. Rows never change, so every read returns the same. */
export function auditAsOf(ctx: Ctx<OperatorActor>, filter: AuditFilter, days: Instants, upTo: number) {
  const asked = and(lte(auditEvents.id, upTo), selected(ctx, filter, days, { upTo }))
  return {
    count: () => countOf(ctx, asked, filter, upTo),
    /** The newest entries before row `before`; null = from the newest on. */
    before: (before: number | null, limit: number) =>
      readEntries(ctx, and(asked, before === null ? undefined : lt(auditEvents.id, before)), {
        limit,
        upTo,
        byOutcome: filter.outcome.length > 0,
      }),
  }
}

/** The operators that the audit can be filtered by. Only an operator who sees everybody's actions may choose. */
export async function listActors(ctx: Ctx<OperatorActor>): Promise<{ id: string; name: string }[]> {
  if (!can(ctx.actor.role, 'audit.all')) return []
  return ctx.db.select({ id: operators.id, name: operators.name }).from(operators).orderBy(operators.name, operators.id)
}

/** All entries about one account, newest first, by every operator. */
export async function accountTimeline(ctx: Ctx<OperatorActor>, accountId: string): Promise<AuditEntry[]> {
  // A create is recorded under the form's id, before the account's own id is known.
  const forms = await ctx.db
    .select({ id: auditEvents.targetId })
    .from(auditEvents)
    .where(
      sql`${auditEvents.phase} = 'outcome' and ${auditEvents.action} = 'account.create' and ${auditEvents.changes} -> 'account' ->> 1 = ${accountId}`,
    )
  const ids = [accountId, ...forms.flatMap(form => form.id ?? [])]
  const about = and(eq(auditEvents.targetKind, 'account'), inArray(auditEvents.targetId, ids))
  return readEntries(ctx, and(about, visibleEntries(ctx)), { limit: 200 })
}

/** The newest entries about accounts and organization users, for the overview. A job is one entry. */
export function latestActivity(ctx: Ctx<OperatorActor>, limit: number): Promise<AuditEntry[]> {
  const visible = visibleJobs(ctx)
  const mayKnow =
    visible &&
    or(
      ne(auditEvents.targetKind, 'job'),
      exists(
        ctx.db
          .select({ id: jobs.id })
          .from(jobs)
          .where(and(sql`${jobs.id}::text = ${auditEvents.targetId}`, visible)),
      ),
    )
  return readEntries(ctx, and(isActivity(auditEvents), mayKnow, visibleEntries(ctx)), { limit })
}
