import 'server-only'
import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { notFound } from '@/lib/errors'
import { sameEmail } from '@/lib/organization'
import { can } from '@/lib/permissions'
import { type AccountVerdict, gone, type ItemPage, type ReviewItem, type RoundSearch } from '@/lib/reviews'
import type { Ctx, OperatorActor } from '../context'
import type { Db } from '../platform/db/client'
import type { RowOf } from '../platform/db/json-row'
import { rowOf, rowsOf } from '../platform/db/rows'
import { accounts, reviewItems, reviewRounds } from '../platform/db/schema'
import { findRound, iso, type Round } from './rounds'
import { changed, matchesItem, readNow, todo, undecided } from './source'

const columns = {
  subjectId: reviewItems.subjectId,
  name: reviewItems.name,
  email: reviewItems.email,
  facts: reviewItems.facts,
  value: reviewItems.value,
  verdict: reviewItems.verdict,
  note: reviewItems.note,
  decidedValue: reviewItems.decidedValue,
  decidedById: reviewItems.decidedById,
  decidedByName: reviewItems.decidedByName,
  decidedAt: reviewItems.decidedAt,
  bulkId: reviewItems.bulkId,
  sentByName: reviewItems.sentByName,
  sentAt: reviewItems.sentAt,
  answeredByName: reviewItems.answeredByName,
  answeredAt: reviewItems.answeredAt,
}

function ofState(search: RoundSearch, now: SQL): SQL | undefined {
  if (search.state === 'all') return undefined
  if (search.state === 'todo') return todo(now)
  return search.state === 'changed' ? changed(now) : eq(reviewItems.verdict, search.state)
}

/** One page of a round's items, by name. */
export async function listItems(
  ctx: Ctx<OperatorActor>,
  { roundId, search }: { roundId: string; search: RoundSearch },
): Promise<ItemPage> {
  const round = await findRound(ctx, roundId, '/api/reviews/[id]/items')
  const { join, now } = await readNow(ctx, round)
  const filter = ofState(search, now) ?? sql`true`
  const inRound = and(eq(reviewItems.roundId, round.id), matchesItem(round.kind, search.q))
  const from = sql`from ${reviewItems} ${join} where ${inRound}`
  const { count, undecided: open } = await countItems(ctx.db, from, filter, undecided(now))
  const found = sql`select ${reviewItems.subjectId} as id, ${reviewItems.name} as name, ${now} as now ${from} and ${filter}`
  // In the order of names, a few would be found only after reading nearly all.
  const source = count < few ? sql`with found as materialized (${found}) select * from found` : found
  const listed = pageRows.parse(
    await ctx.db.execute(sql`select id, now from (${source}) found order by name nulls last, id
      limit ${search.size} offset ${(search.page - 1) * search.size}`),
  )
  const ids = listed.map(one => one.id)
  const shows = round.kind !== 'users' && can(ctx.actor.role, 'accounts.balances')
  const [records, moneys] = await Promise.all([
    ctx.db
      .select(columns)
      .from(reviewItems)
      .where(and(eq(reviewItems.roundId, round.id), inArray(reviewItems.subjectId, ids))),
    shows ? moneyOf(ctx.db, ids) : new Map<string, Money>(),
  ])
  const rows = listed.flatMap(one => {
    const record = records.find(item => item.subjectId === one.id)
    if (!record) return []
    return toItem(ctx, round, record, one.now, moneys.get(one.id) ?? (shows ? unknownMoney : null))
  })
  return { rows, rowCount: count, undecided: open }
}

const few = 2_000

async function countItems(db: Db, from: SQL, filter: SQL, open: SQL) {
  return counted.parse(
    await db.execute(
      sql`select (count(*) filter (where ${filter}))::int as count, (count(*) filter (where ${open}))::int as undecided ${from}`,
    ),
  )
}

type Money = NonNullable<ReviewItem['money']>
/** Of an account that the mirror no longer has. */
const unknownMoney: Money = { balance: null, currency: null, rollupBilling: null }

async function moneyOf(db: Db, ids: readonly string[]): Promise<Map<string, Money>> {
  const rows = await db
    .select({
      id: accounts.id,
      balance: accounts.balance,
      currency: accounts.currency,
      rollupBilling: accounts.rollupBilling,
    })
    .from(accounts)
    .where(inArray(accounts.id, [...ids]))
  return new Map(rows.map(({ id, ...money }) => [id, money]))
}

const pageRows = rowsOf({ id: z.string(), now: z.string() })
const counted = rowOf({ count: z.number(), undecided: z.number() })

type ItemRecord = RowOf<typeof columns>

function toItem(ctx: Ctx<OperatorActor>, round: Round, item: ItemRecord, now: string, money: Money | null): ReviewItem {
  const { decidedById, decidedByName, decidedAt, sentByName, sentAt, answeredByName, answeredAt, ...shown } = item
  return {
    ...shown,
    roundId: round.id,
    now,
    decidedBy: decidedByName,
    decidedAt: iso(decidedAt),
    sentBy: sentByName,
    sentAt: iso(sentAt),
    answeredBy: answeredByName,
    answeredAt: iso(answeredAt),
    isMine: decidedById === ctx.actor.id,
    isSelf: round.kind === 'users' && item.email !== null && sameEmail(item.email, ctx.actor.email),
    money,
  }
}

/** What each round decided about one account, the newest first. */
export async function listVerdicts(ctx: Ctx<OperatorActor>, accountId: string): Promise<AccountVerdict[]> {
  const [account] = await ctx.db
    .select({ missingSince: accounts.missingSince, rollup: accounts.rollupBilling, pricing: accounts.customPricing })
    .from(accounts)
    .where(eq(accounts.id, accountId))
  if (!account) throw notFound('This account')
  const rows = await ctx.db
    .select({
      roundId: reviewItems.roundId,
      round: reviewRounds.name,
      kind: reviewRounds.kind,
      state: reviewRounds.state,
      verdict: reviewItems.verdict,
      value: reviewItems.value,
      decidedValue: reviewItems.decidedValue,
      note: reviewItems.note,
      decidedBy: reviewItems.decidedByName,
      decidedAt: reviewItems.decidedAt,
      openedAt: reviewRounds.openedAt,
    })
    .from(reviewItems)
    .innerJoin(reviewRounds, eq(reviewRounds.id, reviewItems.roundId))
    .where(eq(reviewItems.subjectId, accountId))
    .orderBy(desc(reviewRounds.openedAt), desc(reviewRounds.id))
    .limit(50)
  return rows.map(row => {
    const flag = row.kind === 'pricing' ? account.pricing : account.rollup
    const now = account.missingSince ? gone : flag === null ? 'unknown' : flag ? 'yes' : 'no'
    return { ...row, now, decidedAt: iso(row.decidedAt), openedAt: row.openedAt.toISOString() }
  })
}
