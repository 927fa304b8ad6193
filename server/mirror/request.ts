import 'server-only'
import { and, eq, gt, lte } from 'drizzle-orm'
import type { Db, Tx } from '../platform/db/client'
import { keepSnapshot } from '../platform/db/keep-snapshot'
import { snapshots } from '../platform/db/schema'

/** A request for a sweep now, stored in the database, because another instance may be the one that sweeps. */
const key = 'sync_request'

// Next gives every bundle its own copy of a module: callers find the schedulers of this process here.
const store = globalThis as { consoleSyncWakes?: Set<() => void> }
store.consoleSyncWakes ??= new Set()
const wakes = store.consoleSyncWakes

export function requestSweep(tx: Tx, by: string, at: Date): Promise<void> {
  return keepSnapshot(tx, key, { by }, at)
}

/** @param since older requests do not count */
export async function sweepRequested(db: Db, since: Date): Promise<boolean> {
  const rows = await db
    .select({ key: snapshots.key })
    .from(snapshots)
    .where(and(eq(snapshots.key, key), gt(snapshots.observedAt, since)))
  return rows.length > 0
}

/** A request made during a sweep is answered by that sweep. */
export async function answerRequests(db: Db, until: Date): Promise<void> {
  await db.delete(snapshots).where(and(eq(snapshots.key, key), lte(snapshots.observedAt, until)))
}

export function wakeSweepers(): void {
  for (const wake of wakes) wake()
}

/** Returns how to stop listening. */
export function onWake(wake: () => void): () => void {
  wakes.add(wake)
  return () => wakes.delete(wake)
}
