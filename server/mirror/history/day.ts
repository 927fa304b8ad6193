import 'server-only'
import { sql } from 'drizzle-orm'
import { dayOf } from '@/lib/day'
import type { Services } from '../../context'
import { dailyCounts, dailyTotals } from '../../platform/db/schema'
import { readTimeZone } from '../../platform/time-zone'
import { totalsAsOf } from './as-of'

/** Writes today's counts and totals over those of an earlier hour: a day keeps its last figures. Returns the day. */
export async function keepDay(services: Pick<Services, 'db' | 'now'>): Promise<string> {
  const at = services.now()
  const day = dayOf(at, await readTimeZone(services.db))
  await services.db.transaction(async tx => {
    const flag = (column: string) =>
      sql.raw(`case when ${column} then 'yes' when not ${column} then 'no' else 'unknown' end`)
    await tx.delete(dailyCounts).where(sql`day = ${day}`)
    await tx.execute(sql`
      insert into daily_counts (day, fact, value, accounts)
      select ${day}::date, f.fact, f.value, count(*)
      from accounts a cross join lateral (values
        ('status', a.status), ('rollup', ${flag('a.rollup_billing')}), ('pricing', ${flag('a.custom_pricing')})
      ) f(fact, value)
      where a.missing_since is null group by f.fact, f.value`)
  })
  // One millisecond later, because observations of the current millisecond count.
  await keepTotals(services, day, new Date(at.getTime() + 1))
  return day
}

/** Own balances per currency as of an instant (which is not included), as the totals of a day. */
export async function keepTotals({ db }: Pick<Services, 'db'>, day: string, at: Date): Promise<void> {
  await db.transaction(async tx => {
    const { own } = await totalsAsOf(tx, at)
    await tx.delete(dailyTotals).where(sql`day = ${day}`)
    if (own.totals.length === 0) return
    await tx
      .insert(dailyTotals)
      .values(
        own.totals.map(({ currency, balance, accounts }) => ({ day, currency: currency ?? '', balance, accounts })),
      )
  })
}
