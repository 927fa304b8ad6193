import 'server-only'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db, Tx } from '../../platform/db/client'
import { keepSnapshot } from '../../platform/db/keep-snapshot'
import { snapshots } from '../../platform/db/schema'

/** Marks a database as restored, until the first start has put its waiting work on hold. */
const key = 'restored'
const kept = z.object({ takenAt: z.string() })

/** Call it in the transaction that restores the rows: no start may find them without the mark. */
export function markRestored(tx: Tx, takenAt: string, at: Date): Promise<void> {
  return keepSnapshot(tx, key, { takenAt }, at)
}

/** When the backup was taken from which this database was restored; null = it was not, or its work is on hold already. */
export async function restoredFrom(db: Db | Tx): Promise<string | null> {
  const [row] = await db.select().from(snapshots).where(eq(snapshots.key, key))
  return row ? (kept.safeParse(row.value).data?.takenAt ?? 'an unknown time') : null
}

export async function forgetRestored(tx: Tx): Promise<void> {
  await tx.delete(snapshots).where(eq(snapshots.key, key))
}
