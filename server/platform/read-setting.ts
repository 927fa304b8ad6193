import 'server-only'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { Db, Tx } from './db/client'
import { settings } from './db/schema'

/** A setting of the whole console; undefined until an owner has set it. */
export async function readSetting<S extends z.ZodType>(db: Db | Tx, key: string, shape: S) {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key))
  return row && shape.parse(row.value)
}
