import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { TotalsAsOf } from '@/lib/history'
import type { Db, Tx } from '../../platform/db/client'
import { rowsOf } from '../../platform/db/rows'
import { instant } from '../rules'

/**
 * Each account that existed at an instant (which is not included), with its figures as they were then and when they
 * were last confirmed before it. `observed_at` is null if the history does not reach back that far.
 */
export function asOfRows(at: Date): SQL {
  return sql`
    select a.id, a.organization_name, a.email, h.observed_at, h.rollup, h.balance, h.credit_limit, h.available_credit, h.currency,
      case when h.observed_at is not null then greatest(h.observed_at, least(${instant(at)},
        coalesce(case when n.observed_at is null then a.balance_observed_at else n.previous_at end, h.observed_at))) end as confirmed_at
    from accounts a
    left join lateral (
      select * from balance_history b where b.account_id = a.id and b.observed_at < ${instant(at)} order by b.observed_at desc limit 1
    ) h on true
    left join lateral (
      select b.observed_at, b.previous_at from balance_history b
      where b.account_id = a.id and b.observed_at >= ${instant(at)} order by b.observed_at limit 1
    ) n on true
    where coalesce(a.created_at, a.first_seen_at) < ${instant(at)}
      and (a.missing_since is null or a.missing_since >= ${instant(at)})`
}

const time = z.coerce.date().nullable()
const groups = rowsOf({
  kind: z.enum(['own', 'rollup', 'unknown']),
  currency: z.string().nullable(),
  accounts: z.coerce.number(),
  known: z.coerce.number(),
  balance: z.string().nullable(),
  oldest: time,
})
const sharedRows = rowsOf({
  balance: z.string().nullable(),
  currency: z.string().nullable(),
  observed_at: z.coerce.date(),
})

/** Totals as of an instant (which is not included), added up in exact decimals by the database. */
export async function totalsAsOf(db: Db | Tx, at: Date): Promise<Omit<TotalsAsOf, 'zone' | 'day' | 'at' | 'since'>> {
  const rows = groups.parse(
    await db.execute(sql`
      select case when observed_at is null or rollup is null then 'unknown' when rollup then 'rollup' else 'own' end as kind,
        case when not rollup and balance is not null then currency end as currency,
        count(*) as accounts, count(balance) as known, sum(balance)::text as balance,
        min(confirmed_at) filter (where balance is not null) as oldest
      from (${asOfRows(at)}) one group by 1, 2, balance is null`),
  )
  const [shared] = sharedRows.parse(
    await db.execute(sql`
      select balance::text, currency, observed_at from shared_balance_history
      where observed_at < ${instant(at)} order by observed_at desc limit 1`),
  )
  const of = (kind: string) => rows.filter(row => row.kind === kind)
  const sum = (some: typeof rows) => some.reduce((all, row) => all + row.accounts, 0)
  const own = of('own')
  const totals = own.flatMap(({ known, balance, currency, oldest }) =>
    known > 0 && balance !== null
      ? [{ currency, balance, accounts: known, oldestAt: oldest?.toISOString() ?? null }]
      : [],
  )
  return {
    own: {
      accounts: sum(own),
      known: totals.reduce((all, total) => all + total.accounts, 0),
      totals: totals.sort((a, b) => b.accounts - a.accounts || ((a.currency ?? '~') < (b.currency ?? '~') ? -1 : 1)),
    },
    rollup: sum(of('rollup')),
    notKnown: sum(of('unknown')),
    shared:
      shared && shared.balance !== null
        ? { balance: shared.balance, currency: shared.currency, observedAt: shared.observed_at.toISOString() }
        : null,
  }
}
