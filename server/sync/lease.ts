import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import type { Services } from '../context'
import { snapshots } from '../db/schema'

const key = 'sync_lease'
const LEASE_MS = 15_000

type Lease = {
  /** Takes or prolongs it; false when another instance has it. */
  renew(): Promise<boolean>
  /** As far as this process knows, without asking. */
  held(): boolean
  release(): Promise<void>
}

/**
 * Who sweeps: one instance a database. A row with an expiry, not an advisory lock: that would keep a connection, or a transaction
 * open across calls to Telnyx. `observed_at` is when the lease ends.
 * @param alone nobody else can use this database: a lease left by a killed process is nobody's
 */
export function createLease(services: Services, alone: boolean): Lease {
  const holder = randomUUID()
  const ours = eq(sql`${snapshots.value} ->> 'holder'`, holder)
  let until = 0
  return {
    async renew() {
      const now = services.now()
      const end = new Date(now.getTime() + LEASE_MS)
      const rows = await services.db
        .insert(snapshots)
        .values({ key, value: { holder }, observedAt: end })
        .onConflictDoUpdate({
          target: snapshots.key,
          set: { value: { holder }, observedAt: end },
          setWhere: sql`${alone} or ${snapshots.observedAt} < ${now.toISOString()}::timestamptz or ${ours}`,
        })
        .returning({ key: snapshots.key })
      until = rows.length > 0 ? end.getTime() : 0
      return rows.length > 0
    },
    held: () => services.now().getTime() < until,
    async release() {
      until = 0
      await services.db.delete(snapshots).where(and(eq(snapshots.key, key), ours))
    },
  }
}
