import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { dayOf, daysBetween, endOfDay, startOfDay } from '@/lib/day'
import { notFound } from '@/lib/errors'
import {
  type BalanceHistory,
  dailyValues,
  estimateCredit,
  firstShown,
  type History,
  linesOf,
  type Observed,
} from '@/lib/history'
import type { Ctx } from '../../context'
import { rowsOf } from '../../platform/db/rows'
import { readTimeZone } from '../../platform/time-zone'
import { instant, instants } from '../rules'

/** The days of a chart, as days and as the instants at which they end. */
async function shown(ctx: Ctx) {
  const zone = await readTimeZone(ctx.db)
  const today = dayOf(ctx.now(), zone)
  const days = daysBetween(firstShown(today), today)
  const from = startOfDay(days[0] ?? today, zone)
  return { zone, days, from, ends: days.map(day => endOfDay(day, zone)) }
}

type Figures = { rollup: boolean | null; balance: string | null; available: string | null; currency: string | null }

const time = z.coerce.date()
const balanceRows = rowsOf({
  observed_at: time,
  previous_at: time.nullable(),
  rollup: z.boolean().nullable(),
  balance: z.string().nullable(),
  available: z.string().nullable(),
  currency: z.string().nullable(),
})
const accountRows = rowsOf({ rollup_billing: z.boolean().nullable(), balance_observed_at: time.nullable() })

/** The last row of each day, with the `previous_at` of the first; the first row is the last one before the days. */
async function lastOfDays(ctx: Ctx, id: string, from: Date, ends: readonly Date[]) {
  return balanceRows.parse(
    await ctx.db.execute(sql`
      with start as (select max(observed_at) as at from balance_history where account_id = ${id} and observed_at < ${instant(from)}),
      days as (
        select max(h.observed_at) as last_at, (array_agg(h.previous_at order by h.observed_at))[1] as previous_at
        from balance_history h
        where h.account_id = ${id} and h.observed_at >= coalesce((select at from start), ${instant(from)})
        group by case when h.observed_at < ${instant(from)} then -1 else width_bucket(h.observed_at, ${instants(ends)}) end
      )
      select h.observed_at, d.previous_at, h.rollup, h.balance::text, h.available_credit::text as available, h.currency
      from days d join balance_history h on h.account_id = ${id} and h.observed_at = d.last_at
      order by h.observed_at`),
  )
}

/** The balance of one account at the end of each day. Throws not_found. */
export async function readBalanceHistory(ctx: Ctx, id: string): Promise<BalanceHistory> {
  const { zone, days, from, ends } = await shown(ctx)
  const [account] = accountRows.parse(
    await ctx.db.execute(sql`select rollup_billing, balance_observed_at from accounts where id = ${id}`),
  )
  if (!account) throw notFound('This account')
  const rows = await lastOfDays(ctx, id, from, ends)
  const observed = rows.map((row, at): Observed<Figures> => {
    const confirmed = rows[at + 1]?.previous_at ?? (at === rows.length - 1 ? account.balance_observed_at : null)
    return { at: row.observed_at.toISOString(), confirmedAt: (confirmed ?? row.observed_at).toISOString(), value: row }
  })
  const currency = rows.at(-1)?.currency ?? null
  // One axis has one currency, and shows only what was the account's own.
  const own = dailyValues(observed, boundsOf(ends, ctx)).map(value =>
    value && value.rollup !== true && value.currency === currency ? value : null,
  )
  const balances = own.map(value => value?.balance ?? null)
  const scope = account.rollup_billing === null ? 'unknown' : account.rollup_billing ? 'shared' : 'own'
  return {
    zone,
    days,
    currency,
    scope,
    lines: [
      { key: 'balance', values: balances },
      { key: 'available', values: own.map(value => value?.available ?? null) },
    ],
    estimate: scope === 'own' ? estimateCredit(balances, own.at(-1)?.available ?? null) : null,
  }
}

/** The ends of the days in milliseconds; today ends now. */
const boundsOf = (ends: readonly Date[], ctx: Ctx) => ends.map(end => Math.min(end.getTime(), ctx.now().getTime() + 1))

const dayRows = rowsOf({ day: z.string(), key: z.string(), value: z.string() })

async function byDay(ctx: Ctx, query: (first: string) => SQL): Promise<History> {
  const { zone, days } = await shown(ctx)
  const rows = dayRows.parse(await ctx.db.execute(query(days[0] ?? '')))
  return { zone, days, lines: linesOf(days, rows) }
}

/** Own balances per currency at the end of each day. */
export const readTotalsHistory = (ctx: Ctx): Promise<History> =>
  byDay(
    ctx,
    first => sql`
      select day::text, currency as key, balance::text as value from daily_totals t where day >= ${first}::date
      order by (select sum(accounts) from daily_totals o where o.currency = t.currency and o.day >= ${first}::date) desc, currency, day`,
  )

/** Accounts by status at the end of each day. */
export const readStatusHistory = (ctx: Ctx): Promise<History> =>
  byDay(
    ctx,
    first => sql`
      select day::text, value as key, accounts::text as value from daily_counts
      where fact = 'status' and day >= ${first}::date
      order by array_position(array['enabled','disabled','blocked','cancelled','unknown'], value), day`,
  )

const poolRows = rowsOf({ observed_at: time, pool: z.number(), allocated: z.number() })

/** Allocated and free channels at the end of each day. */
export async function readPoolHistory(ctx: Ctx): Promise<History> {
  const { zone, days, from, ends } = await shown(ctx)
  const rows = poolRows.parse(
    await ctx.db.execute(sql`
      select observed_at, pool, allocated from pool_history
      where observed_at >= coalesce((select max(observed_at) from pool_history where observed_at < ${instant(from)}), ${instant(from)})
      order by observed_at`),
  )
  const observed = rows.map(row => ({
    at: row.observed_at.toISOString(),
    confirmedAt: row.observed_at.toISOString(),
    value: row,
  }))
  const values = dailyValues(observed, boundsOf(ends, ctx))
  const lines = [
    { key: 'allocated', values: values.map(value => (value ? String(value.allocated) : null)) },
    { key: 'free', values: values.map(value => (value ? String(Math.max(0, value.pool - value.allocated)) : null)) },
  ]
  return { zone, days, lines: values.some(value => value !== null) ? lines : [] }
}
