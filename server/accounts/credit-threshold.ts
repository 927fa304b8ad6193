import 'server-only'
import { like, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Thresholds, usualThreshold } from '@/lib/credit-threshold'
import type { Db, Tx } from '../platform/db/client'
import { accounts, settings } from '../platform/db/schema'

const prefix = 'billing.low_credit.'
const kept = z.object({ below: z.string().nullable() })

/** The key of a currency's threshold: one setting each, so that people can change different ones at the same time. */
export const thresholdKey = (currency: string) => `${prefix}${currency}`

/** The thresholds of the currencies that have one. */
export async function readThresholds(db: Db | Tx): Promise<Thresholds> {
  const rows = await db
    .select({ key: settings.key, value: settings.value })
    .from(settings)
    .where(like(settings.key, `${prefix}%`))
  return Object.fromEntries(
    rows.flatMap(({ key, value }) => {
      const { below } = kept.parse(value)
      return below === null ? [] : [[key.slice(prefix.length), below]]
    }),
  )
}

/** The low credit threshold of an account: its own, else its currency's, else the usual one. */
export function thresholdSql(thresholds: Thresholds): SQL {
  const cases = Object.entries(thresholds).map(
    ([currency, below]) => sql`when ${accounts.currency} = ${currency} then ${below}::numeric`,
  )
  const ofCurrency = cases.length === 0 ? sql`null` : sql`case ${sql.join(cases, sql` `)} end`
  return sql`coalesce(${accounts.creditThreshold}, ${ofCurrency}, ${usualThreshold}::numeric)`
}
