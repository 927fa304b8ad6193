import 'server-only'
import { and, desc, eq, isNotNull } from 'drizzle-orm'
import type { Drift } from '@/lib/drift'
import type { Ctx } from '../context'
import { drift } from '../platform/db/schema'

/** Changes made to an account outside the console that two sweeps saw, newest first. */
export async function listDrift(ctx: Ctx, accountId: string): Promise<Drift[]> {
  const rows = await ctx.db
    .select()
    .from(drift)
    .where(and(eq(drift.accountId, accountId), isNotNull(drift.confirmedAt)))
    .orderBy(desc(drift.seenAt), desc(drift.id))
    .limit(50)
  return rows.map(row => ({
    id: row.id,
    field: row.field,
    before: row.before,
    after: row.after,
    seenAt: row.seenAt.toISOString(),
    acknowledged: row.acknowledgedAt && {
      at: row.acknowledgedAt.toISOString(),
      by: row.acknowledgedByName ?? 'an unknown operator',
    },
  }))
}
