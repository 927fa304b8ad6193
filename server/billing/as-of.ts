import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { balanceScope, balanceScopeWords } from '@/lib/balance'
import { type Cell, csvLines } from '@/lib/csv'
import { dayOf, endOfDay } from '@/lib/day'
import { invalid } from '@/lib/errors'
import type { TotalsAsOf } from '@/lib/history'
import { csvHead, sendExport } from '../audit/send-export'
import { requireFresh } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { asOfRows, totalsAsOf } from '../mirror/history/as-of'
import { rowOf, rowsOf } from '../platform/db/rows'
import { readTimeZone } from '../platform/time-zone'

/** The end of one of the organization's days; today ends now. Throws invalid for a day to come. */
async function instantOf(ctx: Ctx, day: string): Promise<{ zone: string; at: Date }> {
  const zone = await readTimeZone(ctx.db)
  const today = dayOf(ctx.now(), zone)
  if (day > today) throw invalid('Choose today or an earlier day.')
  // One millisecond later, because observations of the current millisecond count.
  return { zone, at: day === today ? new Date(ctx.now().getTime() + 1) : endOfDay(day, zone) }
}

const firstDay = rowOf({ day: z.string().nullable() })

/** Totals as of the end of a day, from the history. */
export async function readTotalsAsOf(ctx: Ctx<OperatorActor>, day: string): Promise<TotalsAsOf> {
  const { zone, at } = await instantOf(ctx, day)
  const [totals, first] = await Promise.all([
    totalsAsOf(ctx.db, at),
    ctx.db.execute(sql`select min(day)::text as day from daily_counts`).then(firstDay.parse),
  ])
  return { zone, day, at: at.toISOString(), since: first.day, ...totals }
}

const time = z.coerce.date().nullable()
const text = z.string().nullable()
const records = rowsOf({
  id: z.string(),
  organization_name: text,
  email: text,
  observed_at: time,
  confirmed_at: time,
  rollup: z.boolean().nullable(),
  balance: text,
  credit_limit: text,
  available_credit: text,
  currency: text,
})
const counted = rowOf({ count: z.coerce.number() })

const header = [
  'account_id',
  'name',
  'email',
  'as_of',
  'billed_to',
  'balance',
  'credit_limit',
  'available_credit',
  'currency',
  'observed_at',
  'confirmed_at',
]
const batchSize = 250

/** Balances as of the end of a day, with their age, as CSV; empty where none is that old. Needs a fresh identity. */
export async function exportAsOf(
  ctx: Ctx<OperatorActor>,
  { day, signal }: { day: string; signal: AbortSignal },
): Promise<Response> {
  requireFresh(ctx)
  const { zone, at } = await instantOf(ctx, day)
  const { count: rows } = counted.parse(await ctx.db.execute(sql`select count(*) from (${asOfRows(at)}) r`))
  const file = `balances-as-of-${day}.csv`
  const scope = `All accounts, balances as of the end of ${day} (${zone})`
  let last: string | null = null
  return sendExport(ctx, {
    record: { action: 'accounts.export', file, scope, rows, columns: header },
    head: csvHead(header),
    next: async () => {
      const beyond = last === null ? sql`true` : sql`r.id > ${last}`
      const found = records.parse(
        await ctx.db.execute(sql`
          select r.id, r.organization_name, r.email, r.observed_at, r.confirmed_at, r.rollup, r.balance::text,
            r.credit_limit::text, r.available_credit::text, r.currency
          from (${asOfRows(at)}) r where ${beyond} order by r.id limit ${batchSize}`),
      )
      last = found.at(-1)?.id ?? null
      if (last === null) throw new Error('accounts of an export are no longer in the mirror')
      return { rows: found.length, text: csvLines(found.map(row => cellsOf(row, at))) }
    },
    failed: (err, sent) => ctx.log.error({ err, sent, count: rows }, 'an export broke off'),
    signal,
  })
}

const figure = (value: string | null): Cell => (value === null ? null : { figure: value })

function cellsOf(row: ReturnType<typeof records.parse>[number], at: Date): Cell[] {
  return [
    row.id,
    row.organization_name,
    row.email,
    at.toISOString(),
    balanceScopeWords[balanceScope({ rollupBilling: row.rollup })].file,
    figure(row.balance),
    figure(row.credit_limit),
    figure(row.available_credit),
    row.currency,
    row.balance === null ? null : (row.observed_at?.toISOString() ?? null),
    row.balance === null ? null : (row.confirmed_at?.toISOString() ?? null),
  ]
}
