import 'server-only'
import type { Db, Tx } from './client'
import { snapshots } from './schema'

/** Keeps the newest value of one key. */
export async function keepSnapshot(db: Db | Tx, key: string, value: object, observedAt: Date): Promise<void> {
  await db
    .insert(snapshots)
    .values({ key, value, observedAt })
    .onConflictDoUpdate({ target: snapshots.key, set: { value, observedAt } })
}
