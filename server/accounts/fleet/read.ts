import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { accountStatuses } from '@/lib/managed-account'
import type { Db } from '../../db/client'
import type { FleetAccount } from './account'

const epoch = z.union([z.number(), z.string()]).transform(Number).nullable()

const row = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  status: z.enum(accountStatuses),
  rollupBilling: z.boolean().nullable(),
  customPricing: z.boolean().nullable(),
  currency: z.string().nullable(),
  availableCredit: z.string().nullable(),
  channelLimit: z.number().nullable(),
  createdAt: epoch,
  updatedAt: epoch,
  disabledAt: epoch,
  disabledBy: z.string().nullable(),
  reviewOn: epoch,
  missing: z.boolean(),
  protected: z.boolean(),
})
const rows = z.object({ rows: z.array(row) })
const horizons = z.object({ rows: z.array(z.object({ horizon: z.string() })).length(1) })
const noted = z.object({ rows: z.array(z.object({ id: z.string(), notes: z.string().nullable() })) })
const drifted = z.object({ rows: z.array(z.object({ id: z.string() })) })

/** Rows of one query: the embedded database answers in this process, which does nothing else meanwhile. */
const pageSize = 5_000

/**
 * Accounts that changed since an earlier look, and the horizon for the next one. The horizon is the oldest transaction that had not
 * ended: whatever commits later, in whatever order, is at or above it, so nothing is ever missed; a few rows are read twice.
 */
export async function readChanged(
  db: Db,
  since: string | null,
): Promise<{ accounts: FleetAccount[]; horizon: string }> {
  const [now] = horizons.parse(
    await db.execute(sql`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`),
  ).rows
  const horizon = now?.horizon ?? '0'
  const accounts = await readPages(db, since)
  if (accounts.length === 0) return { accounts: [], horizon }
  const some =
    since === null ? sql`true` : sql`account_id in (select a.id from accounts a where a.changed_xid >= ${since}::xid8)`
  const notes = noted.parse(
    await db.execute(
      sql`select account_id as id, string_agg(text, E'\n' order by created_at) as notes from account_notes where ${some} group by account_id`,
    ),
  ).rows
  const changedOutside = drifted.parse(
    await db.execute(
      sql`select distinct account_id as id from drift where confirmed_at is not null and acknowledged_at is null and ${some}`,
    ),
  ).rows
  const notesOf = new Map(notes.map(one => [one.id, one.notes]))
  const isDrifted = new Set(changedOutside.map(one => one.id))
  return {
    accounts: accounts.map(one => ({ ...one, notes: notesOf.get(one.id) ?? null, drifted: isDrifted.has(one.id) })),
    horizon,
  }
}

async function readPages(db: Db, since: string | null): Promise<z.output<typeof row>[]> {
  const ms = (column: string) => sql`(extract(epoch from ${sql.raw(column)}) * 1000)::float8`
  // Looked up first: to find the few that changed in the order of their ids, the whole table would be walked.
  const changed =
    since === null
      ? sql``
      : sql`with changed as materialized (select c.id from accounts c where c.changed_xid >= ${since}::xid8)`
  const found: z.output<typeof row>[] = []
  for (;;) {
    const last = found.at(-1)?.id
    const answer = await db.execute(sql`
      ${changed}
      select a.id, a.organization_name as name, a.email, a.status, a.rollup_billing as "rollupBilling",
        a.custom_pricing as "customPricing", a.currency, a.available_credit::text as "availableCredit",
        a.channel_limit as "channelLimit", ${ms('a.created_at')} as "createdAt", ${ms('a.updated_at')} as "updatedAt",
        ${ms('a.disabled_at')} as "disabledAt", a.disabled_by as "disabledBy",
        ${ms("a.review_on::timestamp at time zone 'UTC'")} as "reviewOn", a.missing_since is not null as missing,
        a.protected_at is not null as protected
      from accounts a
      where ${since === null ? sql`true` : sql`a.id in (select c.id from changed c)`}
        ${last === undefined ? sql`` : sql`and a.id > ${last}::uuid`}
      order by a.id limit ${pageSize}`)
    const page = rows.parse(answer).rows
    found.push(...page)
    if (page.length < pageSize) return found
    await new Promise(resolve => setImmediate(resolve))
  }
}
