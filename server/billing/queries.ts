import 'server-only'
import { and, asc, count, eq, isNotNull, isNull, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { AccountView, BillingPage, BillingRow, BillingSearch, BillingSortKey, BillingTotals } from '@/lib/billing'
import { type Marks, selectMarked } from '../accounts/marks'
import { type RowRecord, rowColumns, toRow } from '../accounts/rows'
import type { Ctx, OperatorActor } from '../context'
import { withHits } from '../mirror/search/hit'
import { matchesText } from '../mirror/search/text'
import { accounts } from '../platform/db/schema'

const present = isNull(accounts.missingSince)

/** Accounts that pay from their own balance and are still customers. A rollup account shows the manager's figures. */
const spendsItsOwn = and(eq(accounts.rollupBilling, false), ne(accounts.status, 'cancelled'))

function lowCredit(below: string): SQL | undefined {
  return and(spendsItsOwn, lt(accounts.availableCredit, sql`${below}::numeric`))
}

const counted = (condition: SQL | undefined) => sql<number>`count(*) filter (where ${condition})`.mapWith(Number)

function ofView(search: BillingSearch): SQL | undefined {
  if (search.view === 'rollup') return eq(accounts.rollupBilling, true)
  if (search.view === 'own') return eq(accounts.rollupBilling, false)
  return search.view === 'low' ? lowCredit(search.below) : undefined
}

function searched(search: BillingSearch): SQL | undefined {
  return and(present, matchesText(search.q), ofView(search))
}

const sortColumns: Record<BillingSortKey, SQL> = {
  name: sql`${accounts.organizationName}`,
  status: sql`array_position(array['enabled','disabled','blocked','cancelled','unknown'], ${accounts.status})`,
  // A rollup account shows its manager's balance: it sorts as unknown.
  balance: sql`case when not ${accounts.rollupBilling} then ${accounts.balance} end`,
  credit: sql`case when not ${accounts.rollupBilling} then ${accounts.availableCredit} end`,
}

function order(search: BillingSearch): SQL[] {
  const sort = search.sort ?? (search.view === 'low' ? 'credit' : 'name')
  const descending = sort.startsWith('-')
  const key = (descending ? sort.slice(1) : sort) as BillingSortKey
  const column = sortColumns[key]
  const money = key === 'balance' || key === 'credit'
  return [
    // The low-credit list starts with debts; amounts of different currencies do not compare.
    ...(search.view === 'low' && sort === 'credit' ? [sql`(${accounts.availableCredit} < 0) desc`] : []),
    ...(money ? [sql`${accounts.currency} asc nulls last`] : []),
    sql`${column} ${descending ? sql`desc` : sql`asc`} nulls last`,
    sql`${accounts.organizationName} asc nulls last`,
    asc(accounts.id),
  ]
}

/** The accounts of one view. The round has its own queries: here it has no rows, and the other views their counts. */
export async function listBilling(ctx: Ctx<OperatorActor>, search: BillingSearch): Promise<BillingPage> {
  const { total, ...views } = await countViews(ctx, search)
  if (search.view === 'round') return { rows: [], rowCount: 0, total, views }
  const marked = await selectMarked(ctx.db, tx =>
    tx
      .select(columns)
      .from(accounts)
      .where(searched(search))
      .orderBy(...order(search))
      .limit(search.size)
      .offset((search.page - 1) * search.size),
  )
  const rows = marked.map(({ record, marks }) => toBillingRow(ctx, record, marks))
  return { rows: await withHits(ctx.db, rows, search.q), rowCount: views[search.view], total, views }
}

const columns = { ...rowColumns, creditLimit: accounts.creditLimit }

type BillingRecord = RowRecord & { creditLimit: string | null }

function toBillingRow(ctx: Ctx<OperatorActor>, { creditLimit, ...listed }: BillingRecord, marks: Marks): BillingRow {
  return { ...toRow(ctx, listed, marks), creditLimit }
}

/** How many rows each view would show with this search text. */
async function countViews(ctx: Ctx, search: BillingSearch): Promise<Record<AccountView | 'total', number>> {
  const found = (view: AccountView) => counted(searched({ ...search, view }) ?? sql`true`)
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
