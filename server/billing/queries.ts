import 'server-only'
import { and, asc, count, eq, inArray, isNotNull, isNull, lt, ne, type SQL, sql } from 'drizzle-orm'
import { everyAccount } from '@/lib/account-filters'
import {
  type BillingPage,
  type BillingRow,
  type BillingSearch,
  type BillingSortKey,
  type BillingTotals,
  type BillingView,
  type QueueState,
  type ReviewState,
  reviewStates,
} from '@/lib/billing'
import { type Marks, selectMarked } from '../accounts/marks'
import { type RowRecord, rowColumns, toRow } from '../accounts/rows'
import type { Ctx, OperatorActor } from '../context'
import { countEach } from '../mirror/search/counts'
import { withHits } from '../mirror/search/hit'
import { matchesText } from '../mirror/search/text'
import { accounts } from '../platform/db/schema'
import { type LatestReviews, latestReviews, reviewState } from './review-state'

const present = isNull(accounts.missingSince)
const flagText = sql<string>`case ${accounts.rollupBilling} when true then 'yes' when false then 'no' else 'unknown' end`

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

const statesOf: Record<QueueState, readonly ReviewState[]> = {
  open: ['new', 'changed'],
  new: ['new'],
  changed: ['changed'],
  questioned: ['questioned'],
  approved: ['approved'],
  all: reviewStates,
}

function searched(search: BillingSearch): SQL | undefined {
  // Each other view covers one flag value: the filter belongs to the queue.
  const flags = search.view === 'queue' && search.flag.length > 0 ? inArray(flagText, search.flag) : undefined
  return and(present, matchesText(search.q), ofView(search), flags)
}

const sortColumns: Record<Exclude<BillingSortKey, 'reviewed'>, SQL> = {
  name: sql`${accounts.organizationName}`,
  status: sql`array_position(array['enabled','disabled','blocked','cancelled','unknown'], ${accounts.status})`,
  flag: sql`${accounts.rollupBilling}`,
  // A rollup account shows its manager's balance: it sorts as unknown.
  balance: sql`case when not ${accounts.rollupBilling} then ${accounts.balance} end`,
  credit: sql`case when not ${accounts.rollupBilling} then ${accounts.availableCredit} end`,
}

function order(search: BillingSearch, latest: LatestReviews): SQL[] {
  const sort = search.sort ?? (search.view === 'low' ? 'credit' : 'name')
  const descending = sort.startsWith('-')
  const key = (descending ? sort.slice(1) : sort) as BillingSortKey
  const column = key === 'reviewed' ? sql`${latest.createdAt}` : sortColumns[key]
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

export async function listBilling(ctx: Ctx<OperatorActor>, search: BillingSearch): Promise<BillingPage> {
  const latest = latestReviews(ctx.db)
  const state = reviewState(latest)
  const reviewed = search.view === 'queue' ? inArray(state, [...statesOf[search.state]]) : undefined
  const filter = and(searched(search), reviewed)
  const joined = eq(latest.accountId, accounts.id)
  const [marked, matching, states, { total, ...views }] = await Promise.all([
    selectMarked(ctx.db, tx =>
      tx
        .select({ ...columns, reviewState: state, ...reviewColumns(latest) })
        .from(accounts)
        .leftJoin(latest, joined)
        .where(filter)
        .orderBy(...order(search, latest))
        .limit(search.size)
        .offset((search.page - 1) * search.size),
    ),
    ctx.db.select({ count: count() }).from(accounts).leftJoin(latest, joined).where(filter),
    ctx.db
      .select({ state: state.as('state'), count: count() })
      .from(accounts)
      .leftJoin(latest, joined)
      .where(searched(search))
      .groupBy(sql`1`),
    countViews(ctx, search),
  ])
  const countOf = (one: ReviewState) => states.find(row => row.state === one)?.count ?? 0
  return {
    rows: await withHits(
      ctx.db,
      marked.map(({ record, marks }) => toBillingRow(ctx, record, marks)),
      search.q,
    ),
    rowCount: matching[0]?.count ?? 0,
    total,
    states: Object.fromEntries(reviewStates.map(one => [one, countOf(one)])) as Record<ReviewState, number>,
    views,
  }
}

const columns = { ...rowColumns, creditLimit: accounts.creditLimit }

function reviewColumns(latest: LatestReviews) {
  return {
    reviewId: latest.id,
    verdict: latest.verdict,
    judgedFlag: latest.flag,
    reviewNote: latest.note,
    reviewedBy: latest.operatorName,
    reviewedAt: latest.createdAt,
  }
}

type BillingRecord = RowRecord & {
  creditLimit: string | null
  reviewState: ReviewState
  reviewId: string | null
  verdict: 'approved' | 'questioned' | null
  judgedFlag: boolean | null
  reviewNote: string | null
  reviewedBy: string | null
  reviewedAt: Date | null
}

function toBillingRow(ctx: Ctx<OperatorActor>, record: BillingRecord, marks: Marks): BillingRow {
  const { reviewId, verdict, judgedFlag, reviewNote, reviewedBy, reviewedAt, creditLimit, ...rest } = record
  const { reviewState: state, ...listed } = rest
  const reviewed = reviewId && verdict && judgedFlag !== null && reviewedBy !== null && reviewedAt
  return {
    ...toRow(ctx, listed, marks),
    creditLimit,
    reviewState: state,
    review: reviewed
      ? { id: reviewId, verdict, flag: judgedFlag, note: reviewNote, by: reviewedBy, at: reviewedAt.toISOString() }
      : null,
  }
}

/** How many rows each view would show. The search text is kept, and the queue starts with open flags. */
async function countViews(ctx: Ctx, search: BillingSearch): Promise<Record<BillingView | 'total', number>> {
  const latest = latestReviews(ctx.db)
  const found = (view: BillingView, reviewed?: SQL) =>
    counted(and(searched({ ...search, view }) ?? sql`true`, reviewed))
  const [row] = await ctx.db
    .select({
      queue: found('queue', inArray(reviewState(latest), [...statesOf.open])),
      rollup: found('rollup'),
      own: found('own'),
      low: found('low'),
      total: count(),
    })
    .from(accounts)
    .leftJoin(latest, eq(latest.accountId, accounts.id))
    .where(present)
  return row ?? { queue: 0, rollup: 0, own: 0, low: 0, total: 0 }
}

const flagged = { ...everyAccount, missing: ['no' as const], rollup: ['yes' as const, 'no' as const] }

/**
 * The figure of the review queue: known flags without a verdict that still applies. It may be 2 s old while accounts
 * are being written.
 */
export async function countOpenFlags(ctx: Ctx): Promise<number> {
  const latest = latestReviews(ctx.db)
  const [[known = 0], [row]] = await Promise.all([
    countEach(ctx, [flagged]),
    ctx.db
      .select({ reviewed: count() })
      .from(latest)
      .innerJoin(accounts, eq(latest.accountId, accounts.id))
      .where(and(present, eq(latest.flag, accounts.rollupBilling))),
  ])
  return Math.max(0, known - (row?.reviewed ?? 0))
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
