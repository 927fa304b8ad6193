import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, lt, sql } from 'drizzle-orm'
import type { Services } from '../context'
import { snapshots } from '../platform/db/schema'
import { hasEnded, type Life } from '../platform/heartbeat'

const key = 'sync_lease'
const LEASE_MS = 15_000

type Lease = {
  /** Takes or renews the lease; false when another instance has it. */
  renew(): Promise<boolean>
  /** As far as this process knows, without asking the database. */
  held(): boolean
  release(): Promise<void>
}

/**
 * Which instance sweeps: one per database. A row with an expiry (`observed_at`), because an advisory lock would need a
 * connection, or a transaction during calls to Telnyx. The lease of an ended process is free at once.
 * @param alone no other process can use this database: a lease that exists at the start belongs to a killed process
 */
export function createLease(services: Services, alone: boolean): Lease {
  const own = randomUUID()
  const holderNow = () => services.heartbeat.life().id ?? own
  const holder = sql`${snapshots.value} ->> 'holder'`
  let taken: { life: Life; until: number } | null = null
  return {
    async renew() {
      const life = services.heartbeat.life()
      const now = services.now()
      const end = new Date(now.getTime() + LEASE_MS)
      const value = { holder: holderNow() }
      const rows = await services.db
        .insert(snapshots)
        .values({ key, value, observedAt: end })
        .onConflictDoUpdate({
          target: snapshots.key,
          set: { value, observedAt: end },
          setWhere: sql`${alone} or ${lt(snapshots.observedAt, now)} or ${eq(holder, value.holder)} or ${hasEnded(holder)}`,
        })
        .returning({ key: snapshots.key })
      taken = rows.length > 0 ? { life, until: end.getTime() } : null
      return rows.length > 0
    },
    held: () => taken !== null && services.now().getTime() < taken.until && !taken.life.isFenced(),
    async release() {
      taken = null
      await services.db.delete(snapshots).where(and(eq(snapshots.key, key), eq(holder, holderNow())))
    },
  }
}
