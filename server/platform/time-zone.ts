import 'server-only'
import { z } from 'zod'
import { isTimeZone, usualTimeZone } from '@/lib/day'
import type { Db, Tx } from './db/client'
import { readSetting } from './read-setting'

export const timeZoneKey = 'organization.time_zone'
// A time zone that this Node.js does not know, perhaps after a downgrade, must not break every screen.
const kept = z.object({ zone: z.string().refine(isTimeZone) }).catch({ zone: usualTimeZone })

/** The time zone of the organization's days. */
export async function readTimeZone(db: Db | Tx): Promise<string> {
  return (await readSetting(db, timeZoneKey, kept))?.zone ?? usualTimeZone
}
