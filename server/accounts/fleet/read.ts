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
  missing: z.boolean(),
  protected: z.boolean(),
  drifted: z.boolean(),
  notes: z.string().nullable(),
})
const rows = z.object({ rows: z.array(row) })
const horizons = z.object({ rows: z.array(z.object({ horizon: z.string() })).length(1) })

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
  const ms = (column: string) => sql`(extract(epoch from ${sql.raw(column)}) * 1000)::float8`
  const answer = await db.execute(sql`
    select a.id, a.organization_name as name, a.email, a.status, a.rollup_billing as "rollupBilling",
      a.custom_pricing as "customPricing", a.currency, a.available_credit::text as "availableCredit",
      a.channel_limit as "channelLimit", ${ms('a.created_at')} as "createdAt", ${ms('a.updated_at')} as "updatedAt",
      ${ms('a.disabled_at')} as "disabledAt", a.disabled_by as "disabledBy", a.missing_since is not null as missing,
      a.protected_at is not null as protected,
      exists (select 1 from drift d where d.account_id = a.id and d.confirmed_at is not null and d.acknowledged_at is null) as drifted,
      (select string_agg(n.text, E'\n' order by n.created_at) from account_notes n where n.account_id = a.id) as notes
    from accounts a
    ${since === null ? sql`` : sql`where a.changed_xid >= ${since}::xid8`}`)
  return { accounts: rows.parse(answer).rows, horizon: now?.horizon ?? '0' }
}
