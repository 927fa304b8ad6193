import 'server-only'
import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { notFound } from '@/lib/errors'
import { sameEmail } from '@/lib/organization'
import { can } from '@/lib/permissions'
import {
  type AccountVerdict,
  gone,
  type ItemPage,
  type ReviewItem,
  type ReviewKind,
  type RoundSearch,
} from '@/lib/reviews'
import type { Ctx, OperatorActor } from '../context'
import { accounts, reviewItems, reviewRounds } from '../platform/db/schema'
import { findRound, iso } from './rounds'
import { changed, joinNow, matchesItem, todo, undecided } from './source'

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
  const { join, now } = joinNow(round.kind)
  const found = and(eq(reviewItems.roundId, round.id), matchesItem(round.kind, search.q))
  const filter = ofState(search, now) ?? sql`true`
  const from = sql`from ${reviewItems} ${join} where ${found}`
  const isAccount = round.kind !== 'users'
  const money = isAccount && can(ctx.actor.role, 'accounts.balances')
  const page = sql`select ${reviewItems.subjectId} as id, ${now} as now,
      ${money ? sql`${accounts.balance}::text` : sql`null`} as balance, ${money ? sql`${accounts.currency}` : sql`null`} as currency,
      ${isAccount ? sql`${accounts.rollupBilling}` : sql`null::boolean`} as rollup
    ${from} and ${filter} order by ${reviewItems.name} nulls last, ${reviewItems.subjectId}
    limit ${search.size} offset ${(search.page - 1) * search.size}`
  const [listed, counted] = await Promise.all([
    ctx.db.execute(page).then(answer => pageRows.parse(answer).rows),
    ctx.db
      .execute(
        sql`select (count(*) filter (where ${filter}))::int as count, (count(*) filter (where ${undecided(now)}))::int as undecided ${from}`,
      )
      .then(answer => countRows.parse(answer).rows),
  ])
  const records = await ctx.db
    .select(columns)
    .from(reviewItems)
    .where(
      and(
        eq(reviewItems.roundId, round.id),
        sql`${reviewItems.subjectId} in (select jsonb_array_elements_text(${JSON.stringify(listed.map(one => one.id))}::jsonb))`,
      ),
    )
  const rows = listed.flatMap(one => {
    const record = records.find(item => item.subjectId === one.id)
    if (!record) return []
    return toItem(ctx, round.id, round.kind, record, one.now, money ? one : null)
  })
  return { rows, rowCount: counted[0]?.count ?? 0, undecided: counted[0]?.undecided ?? 0 }
}

const pageRows = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      now: z.string(),
      balance: z.string().nullable(),
      currency: z.string().nullable(),
      rollup: z.boolean().nullable(),
    }),
  ),
})
const countRows = z.object({ rows: z.array(z.object({ count: z.number(), undecided: z.number() })) })

type Listed = z.infer<typeof pageRows>['rows'][number]
type ItemRecord = { [K in keyof typeof columns]: (typeof reviewItems.$inferSelect)[K] }

function toItem(
  ctx: Ctx<OperatorActor>,
  roundId: string,
  kind: ReviewKind,
  record: ItemRecord,
  now: string,
  money: Listed | null,
): ReviewItem {
  const { decidedById, decidedByName, decidedAt, sentByName, sentAt, answeredByName, answeredAt, ...shown } = record
  return {
    ...shown,
    roundId,
    now,
    decidedBy: decidedByName,
    decidedAt: iso(decidedAt),
    sentBy: sentByName,
    sentAt: iso(sentAt),
    answeredBy: answeredByName,
    answeredAt: iso(answeredAt),
    isMine: decidedById === ctx.actor.id,
    isSelf: kind === 'users' && record.email !== null && sameEmail(record.email, ctx.actor.email),
    money: money && { balance: money.balance, currency: money.currency, rollupBilling: money.rollup },
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
