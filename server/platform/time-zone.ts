import 'server-only'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { isTimeZone, usualTimeZone } from '@/lib/day'
import type { Db, Tx } from './db/client'
import { settings } from './db/schema'

export const timeZoneKey = 'organization.time_zone'
const kept = z.object({ zone: z.string().refine(isTimeZone) })

/** The time zone of the organization's days. */
export async function readTimeZone(db: Db | Tx): Promise<string> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, timeZoneKey))
  // A zone that this Node.js does not know, perhaps after a downgrade, must not stop every screen.
  return kept.safeParse(row?.value).data?.zone ?? usualTimeZone
}
