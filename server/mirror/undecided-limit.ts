import 'server-only'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '../platform/db/client'
import { accounts } from '../platform/db/schema'

/** A limit was sent after the known one was observed, and its outcome is unknown. */
export const sentSince: SQL = sql`exists (
  select 1 from commands c
  where c.action = 'account.channel_limit' and c.target_kind = 'account' and c.target_id = ${accounts.id}::text
    and c.state in ('unknown', 'superseded')
    and (${accounts.channelLimitObservedAt} is null or c.sent_at >= ${accounts.channelLimitObservedAt})
)`

export async function limitIsUndecided(db: Db | Tx, accountId: string): Promise<boolean> {
  return (await db.$count(accounts, and(eq(accounts.id, accountId), sentSince))) > 0
}

/**
 * A refused limit leaves the former one in force. When an older sending without an answer was superseded by it, the
 * former limit is unknown and cannot be read: store "unknown" rather than a wrong number.
 */
export async function forgetUndecidedLimit(db: Db | Tx, accountId: string): Promise<void> {
  await db
    .update(accounts)
    .set({ channelLimit: null, channelLimitSource: null, channelLimitObservedAt: null })
    .where(and(eq(accounts.id, accountId), sentSince))
}
