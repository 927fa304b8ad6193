import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { addDays, dayOf, daysBetween, endOfDay } from '@/lib/day'
import { firstShown } from '@/lib/history'
import type { Services } from '../../context'
import { rowOf, rowsOf } from '../../platform/db/rows'
import { readTimeZone } from '../../platform/time-zone'
import { yieldToEventLoop } from '../../platform/yield-to-event-loop'
import { readPool } from '../channel-pool'
import { instant } from '../rules'
import { keepDay, keepTotals } from './day'

// Three months of history for `npm run demo`, whose console has run for minutes only. Each account's past is generated
// backwards from its current figure, and is always the same for the same id.

const batchSize = 100
const minuteMs = 60_000

/** Numbers from 0 to below 1, always the same for the same text (FNV-1a and mulberry32). */
function randomOf(text: string): () => number {
  let seed = 2_166_136_261
  for (const character of text) seed = Math.imul(seed ^ character.charCodeAt(0), 16_777_619)
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The differences of earlier balances from today’s, in cents, from yesterday backwards. */
function walkBack(id: string, days: number): number[] {
  const random = randomOf(id)
  const daily = 20 + Math.floor(random() ** 3 * 4_000)
  const payEvery = 12 + Math.floor(random() * 25)
  let cents = 0
  return Array.from({ length: days }, (_, back) => {
    cents += Math.floor(daily * (0.4 + random() * 1.2))
    if (back % payEvery === payEvery - 1) cents -= daily * payEvery
    return cents
  })
}

const found = rowsOf({ id: z.string(), rollup: z.boolean().nullable(), born: z.coerce.date() })
const counted = rowOf({ waiting: z.coerce.number() })

/** Invents one batch at a time. Returns a function that does the next batch and returns whether there was one. */
export function createInventor(services: Services): () => Promise<boolean> {
  let inventedSince = true
  let rest = true

  return async function turn(): Promise<boolean> {
    const zone = await readTimeZone(services.db)
    const today = dayOf(services.now(), zone)
    const days = daysBetween(firstShown(today), addDays(today, -1))
    const ends = days.map(day => endOfDay(day, zone))
    if (await inventBalances(services, ends)) {
      inventedSince = true
      return true
    }
    const { waiting } = counted.parse(
      await services.db.execute(
        sql`select count(*) as waiting from accounts where balance_observed_at is null and missing_since is null`,
      ),
    )
    if (!inventedSince || waiting > 0) return false
    if (rest) await inventRest(services, days, ends)
    rest = false
    for (const [at, day] of days.entries()) {
      await keepTotals(services, day, ends[at] ?? services.now())
      await yieldToEventLoop()
    }
    // Today's too: they were added up before the balances were read.
    await keepDay(services)
    inventedSince = false
    return false
  }
}

/** The past of accounts whose balance was read and whose history begins today. */
async function inventBalances(services: Services, ends: readonly Date[]): Promise<boolean> {
  const yesterday = ends.at(-1) ?? services.now()
  const rows = found.parse(
    await services.db.execute(sql`
      select a.id, a.rollup_billing as rollup, coalesce(a.created_at, a.first_seen_at) as born
      from accounts a
      where a.balance_observed_at is not null and coalesce(a.created_at, a.first_seen_at) < ${instant(addMs(yesterday, -86_400_000))}
        and not exists (select from balance_history h where h.account_id = a.id and h.observed_at < ${instant(yesterday)})
      order by a.id limit ${batchSize}`),
  )
  if (rows.length === 0) return false
  const past = rows.flatMap(({ id, rollup, born }): { id: string; at: Date; cents: number }[] => {
    const lived = ends.filter(end => addMs(end, -12 * 60 * minuteMs) > born)
    if (rollup) return lived.slice(0, 1).map(at => ({ id, at, cents: 0 }))
    const cents = walkBack(id, lived.length).reverse()
    return lived.map((end, at) => ({
      id,
      at: addMs(end, -(30 + (Math.abs(cents[at] ?? 0) % 600)) * minuteMs),
      cents: cents[at] ?? 0,
    }))
  })
  await services.db.execute(sql`
    insert into balance_history (account_id, observed_at, previous_at, rollup, balance, credit_limit, available_credit, currency)
    select a.id, r.at, r.at - interval '5 minutes', a.rollup_billing, a.own_balance + r.cents / 100.0,
      case when not a.rollup_billing then a.credit_limit end, a.own_credit + r.cents / 100.0,
      case when not a.rollup_billing then a.currency end
    from jsonb_to_recordset(${JSON.stringify(past)}::jsonb) r(id uuid, at timestamptz(3), cents bigint) join accounts a on a.id = r.id
    on conflict do nothing`)
  return true
}

const addMs = (at: Date, ms: number) => new Date(at.getTime() + ms)

/** The manager's balance, the channel pool and the counts. */
async function inventRest(services: Services, days: readonly string[], ends: readonly Date[]): Promise<void> {
  const cents = walkBack('manager', days.length).reverse()
  const pool = await readPool(services.db)
  const random = randomOf('channels')
  let allocated = pool?.allocated ?? 0
  const allocations = days.map(() => {
    if (random() < 0.25) allocated = Math.max(0, allocated - Math.floor(random() * 30))
    return allocated
  })
  allocations.reverse()
  const past = ends.map((end, at) => ({
    day: days[at],
    at: addMs(end, -60 * minuteMs),
    end,
    cents: (cents[at] ?? 0) * 20,
    pool: pool?.pool,
    allocated: allocations[at],
  }))
  const r = sql`jsonb_to_recordset(${JSON.stringify(past)}::jsonb)
    r(day date, at timestamptz(3), "end" timestamptz(3), cents bigint, pool int, allocated int)`
  await services.db.execute(sql`
    insert into shared_balance_history (observed_at, balance, credit_limit, available_credit, currency)
    select r.at, s.balance + r.cents / 100.0, s.credit_limit, s.available_credit + r.cents / 100.0, s.currency
    from ${r} cross join (select * from shared_balance_history order by observed_at desc limit 1) s
    on conflict do nothing`)
  if (pool)
    await services.db.execute(sql`
      insert into pool_history (observed_at, pool, allocated) select at, pool, allocated from ${r} on conflict do nothing`)
  // Accounts that are disabled now were disabled on some day of the last months.
  await services.db.execute(sql`
    insert into daily_counts (day, fact, value, accounts)
    select r.day, 'status', case when a.status = 'disabled'
        and ${instant(services.now())} - ('x' || substr(md5(a.id::text), 1, 6))::bit(24)::int % 120 * interval '1 day' > r."end"
      then 'enabled' else a.status end, count(*)
    from ${r} join accounts a on a.missing_since is null and coalesce(a.created_at, a.first_seen_at) < r."end"
    group by 1, 2, 3 on conflict do nothing`)
}
