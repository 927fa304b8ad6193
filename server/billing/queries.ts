import 'server-only'
import { and, asc, count, eq, isNotNull, isNull, lt, ne, type SQL, sql } from 'drizzle-orm'
import {
  type AccountView,
  type BillingPage,
  type BillingRow,
  type BillingSearch,
  type BillingSortKey,
  type BillingTotals,
  usualSort,
} from '@/lib/billing'
import { type Thresholds, thresholdOf } from '@/lib/credit-threshold'
import { readThresholds, thresholdSql } from '../accounts/credit-threshold'
import { type Marks, selectMarked } from '../accounts/marks'
import { type RowRecord, rowColumns, toRow } from '../accounts/rows'
import type { Ctx, OperatorActor } from '../context'
import { withHits } from '../mirror/search/hit'
import { matchesText } from '../mirror/search/text'
import { accounts } from '../platform/db/schema'

const present = isNull(accounts.missingSince)

/** Accounts that pay from their own balance and are still customers. A rollup account shows the manager's figures. */
const spendsItsOwn = and(eq(accounts.rollupBilling, false), ne(accounts.status, 'cancelled'))

/** The one condition of low credit: of the list, of its count, and of the overview's figure. */
function lowCredit(threshold: SQL): SQL | undefined {
  return and(spendsItsOwn, lt(accounts.availableCredit, threshold))
}

/** Each account's own threshold, or the one that the address assumes for all. */
const thresholdIn = (search: Pick<BillingSearch, 'below'>, thresholds: Thresholds): SQL =>
  search.below === '' ? thresholdSql(thresholds) : sql`${search.below}::numeric`

const counted = (condition: SQL | undefined) => sql<number>`count(*) filter (where ${condition})`.mapWith(Number)

function ofView(view: BillingSearch['view'], threshold: SQL): SQL | undefined {
  if (view === 'rollup') return eq(accounts.rollupBilling, true)
  if (view === 'own') return eq(accounts.rollupBilling, false)
  return view === 'low' ? lowCredit(threshold) : undefined
}

function searched({ view, q }: Pick<BillingSearch, 'view' | 'q'>, threshold: SQL): SQL | undefined {
  return and(present, matchesText(q), ofView(view, threshold))
}

/** How far the account's own credit is below its threshold. */
const shortBy = (threshold: SQL) =>
  sql`case when not ${accounts.rollupBilling} then ${threshold} - ${accounts.availableCredit} end`

const sortColumns = (threshold: SQL): Record<BillingSortKey, SQL> => ({
  name: sql`${accounts.organizationName}`,
  status: sql`array_position(array['enabled','disabled','blocked','cancelled','unknown'], ${accounts.status})`,
  // A rollup account shows its manager's balance: it sorts as unknown.
  balance: sql`case when not ${accounts.rollupBilling} then ${accounts.balance} end`,
  credit: sql`case when not ${accounts.rollupBilling} then ${accounts.availableCredit} end`,
  short: shortBy(threshold),
})

function order(search: BillingSearch, threshold: SQL): SQL[] {
  const sort = search.sort ?? usualSort(search.view)
  const descending = sort.startsWith('-')
  const key = (descending ? sort.slice(1) : sort) as BillingSortKey
  const column = sortColumns(threshold)[key]
  const money = key === 'balance' || key === 'credit' || key === 'short'
  return [
    // The worst first: debts, and then what is furthest below. Amounts of different currencies do not compare.
    ...(sort === '-short' ? [sql`(${accounts.availableCredit} < 0) desc`] : []),
    ...(money ? [sql`${accounts.currency} asc nulls last`] : []),
    sql`${column} ${descending ? sql`desc` : sql`asc`} nulls last`,
    sql`${accounts.organizationName} asc nulls last`,
    asc(accounts.id),
  ]
}

/** The accounts of one view. The round has its own queries: here it has no rows, and the other views their counts. */
export async function listBilling(ctx: Ctx<OperatorActor>, search: BillingSearch): Promise<BillingPage> {
  const thresholds = await readThresholds(ctx.db)
  const threshold = thresholdIn(search, thresholds)
  const { total, ...views } = await countViews(ctx, search, threshold)
  if (search.view === 'round') return { rows: [], rowCount: 0, total, views, thresholds }
  const short = sql<string | null>`(${shortBy(threshold)})::text`
  const marked = await selectMarked(ctx.db, tx =>
    tx
      .select({ ...columns, short })
      .from(accounts)
      .where(searched(search, threshold))
      .orderBy(...order(search, threshold))
      .limit(search.size)
      .offset((search.page - 1) * search.size),
  )
  const rows = marked.map(({ record, marks }) => toBillingRow(ctx, record, marks, thresholds))
  return { rows: await withHits(ctx.db, rows, search.q), rowCount: views[search.view], total, views, thresholds }
}

/** A query of the ids of all accounts of a view, in its order. */
export async function billingIds(ctx: Ctx, search: BillingSearch): Promise<SQL> {
  const threshold = thresholdIn(search, await readThresholds(ctx.db))
  const sorted = sql.join(order(search, threshold), sql`, `)
  return sql`select ${accounts.id} from ${accounts} where ${searched(search, threshold)} order by ${sorted}`
}

/** How many accounts the low-credit list has, for the overview. */
export async function countLowCredit(ctx: Ctx): Promise<number> {
  return ctx.db.$count(accounts, and(present, lowCredit(thresholdSql(await readThresholds(ctx.db)))))
}

const columns = { ...rowColumns, creditLimit: accounts.creditLimit, creditThreshold: accounts.creditThreshold }

type BillingRecord = RowRecord & Pick<BillingRow, 'creditLimit' | 'short'> & { creditThreshold: string | null }

function toBillingRow(ctx: Ctx<OperatorActor>, record: BillingRecord, marks: Marks, known: Thresholds): BillingRow {
  const { creditLimit, creditThreshold: _, short, ...listed } = record
  return { ...toRow(ctx, listed, marks), creditLimit, threshold: thresholdOf(record, known), short }
}

/** How many rows each view would show with this search text. */
async function countViews(ctx: Ctx, search: BillingSearch, threshold: SQL) {
  const found = (view: AccountView) => counted(searched({ ...search, view }, threshold) ?? sql`true`)
  const [row] = await ctx.db
    .select({ rollup: found('rollup'), own: found('own'), low: found('low'), total: count() })
    .from(accounts)
    .where(present)
  return row ?? { rollup: 0, own: 0, low: 0, total: 0 }
}

/** Balances of own-balance accounts per currency, added up in exact decimals by the database. */
export async function readBillingTotals(ctx: Ctx<OperatorActor>): Promise<BillingTotals> {
  const own = and(present, eq(accounts.rollupBilling, false))
  const [flags, totals] = await Promise.all([
    ctx.db
      .select({ flag: accounts.rollupBilling, accounts: count(), known: count(accounts.balance) })
      .from(accounts)
      .where(present)
      .groupBy(accounts.rollupBilling),
    ctx.db
      .select({
        currency: accounts.currency,
        balance: sql<string>`sum(${accounts.balance})::text`,
        accounts: count(),
        oldestAt: sql<Date | null>`min(${accounts.balanceObservedAt})`.mapWith(accounts.balanceObservedAt),
      })
      .from(accounts)
      .where(and(own, isNotNull(accounts.balance)))
      .groupBy(accounts.currency)
      .orderBy(sql`count(*) desc`, sql`${accounts.currency} asc nulls last`),
  ])
  const of = (flag: boolean | null) => flags.find(row => row.flag === flag)
  return {
    rollup: of(true)?.accounts ?? 0,
    untold: of(null)?.accounts ?? 0,
    own: {
      accounts: of(false)?.accounts ?? 0,
      known: of(false)?.known ?? 0,
      totals: totals.map(total => ({ ...total, oldestAt: total.oldestAt?.toISOString() ?? null })),
    },
  }
}
