import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { addDays, addMonths, dayOf, daysBetween, startOfDay } from '@/lib/day'
import type { Services } from '../../context'
import { keepSnapshot } from '../../platform/db/keep-snapshot'
import { rowOf, rowsOf } from '../../platform/db/rows'
import { readTimeZone } from '../../platform/time-zone'
import { instant, instants } from '../rules'
import { readIds } from '../search/page'

/** Every change is kept for this many days; of older ones, only the last row of a day. An active account has hundreds. */
const fullDays = 14
const batchSize = 200
const key = 'history'

const memory = rowsOf({ thinned: z.coerce.date() })
const counted = rowOf({ count: z.coerce.number() })

type Bounds = {
  /** The first day that is kept. */
  oldest: string
  /** Its first instant. Older rows are deleted, except the last one: the figure with which the kept history begins. */
  expired: Date
  /** The days to thin, as the first instant of each, and the end of the last one. */
  days: Date[]
}

/** Days up to this instant were thinned by an earlier round. */
export async function thinnedBefore(db: Services['db']): Promise<Date | null> {
  const [row] = memory.parse(
    await db.execute(sql`select (value ->> 'thinnedBefore')::timestamptz as thinned from snapshots where key = ${key}`),
  )
  return row?.thinned ?? null
}

export async function boundsOf(services: Services): Promise<Bounds> {
  const zone = await readTimeZone(services.db)
  const today = dayOf(services.now(), zone)
  const oldest = addMonths(today, -services.settings.historyMonths)
  const full = addDays(today, -fullDays)
  const done = await thinnedBefore(services.db)
  const first = done ? dayOf(done, zone) : oldest
  // The last day is only the end of the one before it.
  const days = first < full ? daysBetween(oldest, full).filter(day => day >= first) : []
  return { oldest, expired: startOfDay(oldest, zone), days: days.map(day => startOfDay(day, zone)) }
}

/** Deletes and thins the rows of the next accounts. `last` is the last of these, null after the last account. */
export async function tidyAccounts(services: Services, bounds: Bounds, after: string | null) {
  const beyond = after === null ? sql`true` : sql`id > ${after}`
  const batch = await readIds(services.db, sql`select id from accounts where ${beyond} order by id limit ${batchSize}`)
  const among = sql`(select unnest(${`{${batch.join(',')}}`}::uuid[]) as account_id)`
  const removed = await tidy(services, { table: sql`balance_history`, among, previous: true }, bounds)
  return { last: batch.length < batchSize ? null : (batch.at(-1) ?? null), removed }
}

/** Deletes and thins the rest of the history, and stores up to which day it is thinned. */
export async function tidyRest(services: Services, bounds: Bounds): Promise<void> {
  for (const name of ['shared_balance_history', 'pool_history'] as const) {
    await tidy(services, { table: sql.raw(name), among: sql`(select 1 as account_id)`, previous: false }, bounds)
  }
  await services.db.execute(sql`delete from daily_counts where day < ${bounds.oldest}::date`)
  await services.db.execute(sql`delete from daily_totals where day < ${bounds.oldest}::date`)
  const end = bounds.days.at(-1)
  if (end) await keepSnapshot(services.db, key, { thinnedBefore: end.toISOString() }, services.now())
}

type Part = {
  table: SQL
  /** The accounts whose rows are thinned. */
  among: SQL
  /** Whether its rows are of accounts, and say when the figures before them were last confirmed. */
  previous: boolean
}

async function tidy(services: Services, { table, among, previous }: Part, { expired, days }: Bounds): Promise<number> {
  const same = previous ? sql`h.account_id = b.account_id` : sql`true`
  const gone = counted.parse(
    await services.db.execute(sql`
      with b as materialized ${among},
      base as materialized (
        select b.account_id, (select max(h.observed_at) from ${table} h where ${same} and h.observed_at < ${instant(expired)}) as at from b
      ),
      gone as (
        delete from ${table} h using base b where ${same} and h.observed_at < b.at returning 1
      ) select count(*) from gone`),
  )
  const [from] = days
  const to = days.at(-1)
  if (!from || !to || from >= to) return gone.count
  const account = previous ? sql`h.account_id` : sql`1`
  const sameRow = previous ? sql`h.account_id = k.account_id` : sql`true`
  // The remaining row of a day records when the figures before that day were last confirmed.
  const update = previous
    ? sql`, mended as (update ${table} h set previous_at = k.previous_at from k where ${sameRow} and h.observed_at = k.last_at)`
    : sql``
  const thinned = counted.parse(
    await services.db.execute(sql`
      with b as materialized ${among},
      k as materialized (
        select ${account} as account_id, min(h.observed_at) as first_at, max(h.observed_at) as last_at,
          ${previous ? sql`(array_agg(h.previous_at order by h.observed_at))[1]` : sql`null`} as previous_at
        from b join ${table} h on ${same}
        where h.observed_at >= ${instant(from)} and h.observed_at < ${instant(to)}
        group by 1, width_bucket(h.observed_at, ${instants(days)}) having count(*) > 1
      ),
      gone as (
        delete from ${table} h using k
        where ${sameRow} and h.observed_at >= k.first_at and h.observed_at < k.last_at returning 1
      )${update}
      select count(*) from gone`),
  )
  return gone.count + thinned.count
}
