import 'server-only'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { ChannelPool } from '@/lib/managed-account'
import type { Ctx } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { keepSnapshot } from '../platform/db/keep-snapshot'
import { snapshots } from '../platform/db/schema'
import { notePool } from './history/pool'

const key = 'channel_pool'
const shape = z.object({ pool: z.number(), allocated: z.number() })

type ObservedPool = ChannelPool & { observedAt: Date }

export async function writePool(db: Db | Tx, pool: ChannelPool, observedAt: Date): Promise<void> {
  const value = { pool: pool.pool, allocated: pool.allocated }
  await db.transaction(async tx => {
    await notePool(tx, value, observedAt)
    await keepSnapshot(tx, key, value, observedAt)
  })
}

/** The pool as last observed; null when it never was. */
export async function readPool(db: Db | Tx): Promise<ObservedPool | null> {
  const [row] = await db.select().from(snapshots).where(eq(snapshots.key, key))
  const parsed = shape.safeParse(row?.value)
  return row && parsed.success ? { ...parsed.data, observedAt: row.observedAt } : null
}

/** Asks Telnyx for the pool while a person waits, and stores the answer. Throws TelnyxError. */
export async function observePool(ctx: Ctx): Promise<ObservedPool> {
  // The time of the request: a limit that was set while the answer was on its way is newer than it.
  const observedAt = ctx.now()
  const pool = await ctx.telnyx.accounts.allocatableChannels({ lane: 'click' })
  await writePool(ctx.db, pool, observedAt)
  return { ...pool, observedAt }
}
