import 'server-only'
import { desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { filterSentence } from '@/lib/account-filters'
import { loadAccountSearch } from '@/lib/account-search'
import { conflict, notFound } from '@/lib/errors'
import { can } from '@/lib/permissions'
import {
  currentOf,
  type Desk,
  type DeskView,
  desks,
  permissionOf,
  type ReviewKind,
  type RoundCounts,
  type RoundRow,
  type RoundSetup,
  type RoundView,
} from '@/lib/reviews'
import { authorize } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { zoneOf } from '../mirror/search/filter'
import { visibleFilter } from '../mirror/search/visible'
import { getRoster } from '../organization/roster'
import type { Db, Tx } from '../platform/db/client'
import { rowOf } from '../platform/db/rows'
import { operators, reviewItems, reviewRounds } from '../platform/db/schema'
import { needsSecondPerson } from './rule'
import { changed, countMatching, joinNow, type Now, readNow, todo } from './source'

export type Round = typeof reviewRounds.$inferSelect

export async function findRound(ctx: Ctx<OperatorActor>, id: string, where: string): Promise<Round> {
  const [round] = await ctx.db.select().from(reviewRounds).where(eq(reviewRounds.id, id))
  if (!round) throw notFound('This review round')
  await authorize(ctx, permissionOf(round.kind), where)
  return round
}

/** The round, locked until the transaction ends: decisions follow each other. Throws where it takes none of them. */
export async function lockOpen(tx: Tx, ctx: Ctx<OperatorActor>, id: string): Promise<Round> {
  const [round] = await tx.select().from(reviewRounds).where(eq(reviewRounds.id, id)).for('update')
  if (!round) throw notFound('This review round')
  if (round.state !== 'open') {
    throw conflict(
      `${round.signedOffByName} signed this round off. Nothing was changed.`,
      'A signed-off round cannot be changed. Open a new one.',
    )
  }
  if (!isReviewer(round, ctx.actor.id)) {
    const names = round.reviewers.map(one => one.name).join(', ')
    throw conflict('You are not a reviewer of this round. Nothing was changed.', `Its reviewers: ${names}.`)
  }
  return round
}

const isReviewer = (round: Round, operatorId: string) =>
  round.reviewers.length === 0 || round.reviewers.some(one => one.id === operatorId)

/** Reads the roster again. If that fails, the round shows it as last read. */
export async function readAgain(ctx: Ctx<OperatorActor>, kind: ReviewKind): Promise<void> {
  if (kind === 'users') await getRoster(ctx).catch(error => ctx.log.warn({ err: error }, 'the roster was not read'))
}

const roundCounts = rowOf({
  items: z.number(),
  open: z.number(),
  approved: z.number(),
  questioned: z.number(),
  changed: z.number(),
  gone: z.number(),
  todo: z.number(),
  own: z.number(),
})

type Counted = { counts: RoundCounts; own: number; decided: number }

export async function countRound(
  db: Db | Tx,
  round: Round,
  operatorId: string,
  { join, now }: Now = joinNow(round.kind),
): Promise<Counted> {
  const of = (condition: unknown) => sql`(count(*) filter (where ${condition}))::int`
  const { own, ...counts } = roundCounts.parse(
    await db.execute(sql`select count(*)::int as items, ${of(sql`${reviewItems.verdict} = 'open'`)} as open,
      ${of(sql`${reviewItems.verdict} = 'approved'`)} as approved, ${of(sql`${reviewItems.verdict} = 'questioned'`)} as questioned,
      ${of(changed(now))} as changed, ${of(sql`${now} = 'gone'`)} as gone, ${of(todo(now))} as todo,
      ${of(sql`${reviewItems.decidedById} = ${operatorId}::uuid`)} as own
      from ${reviewItems} ${join} where ${reviewItems.roundId} = ${round.id}`),
  )
  return { counts, own, decided: counts.items - counts.open }
}

export const iso = (at: Date | null) => at?.toISOString() ?? null

/** The accounts that a round holds, in words; null = all, or a round of users. */
export function populationOf({ search }: Round): string | null {
  return search === null ? null : filterSentence(loadAccountSearch(new URLSearchParams(search)))
}

function toRow(round: Round): RoundRow {
  return {
    id: round.id,
    kind: round.kind,
    name: round.name,
    openedBy: round.openedByName,
    openedAt: round.openedAt.toISOString(),
    asOf: round.asOf.toISOString(),
    dueOn: round.dueOn,
    reviewers: round.reviewers,
    state: round.state,
    signedOffBy: round.signedOffByName,
    signedOffAt: iso(round.signedOffAt),
    remark: round.remark,
    population: populationOf(round),
    auditId: round.auditId,
    auditHash: round.auditHash,
  }
}

/** The rounds of a desk, and the one that is asked for (none, if it is not on this desk) or that is current. */
export async function readDesk(ctx: Ctx<OperatorActor>, on: { desk: Desk; round: string | null }): Promise<DeskView> {
  await authorize(ctx, `reviews.${on.desk}`, '/api/reviews')
  const rounds = await ctx.db
    .select()
    .from(reviewRounds)
    .where(inArray(reviewRounds.kind, [...desks[on.desk]]))
    .orderBy(desc(reviewRounds.openedAt), desc(reviewRounds.id))
  const round = on.round === null ? currentOf(rounds) : rounds.find(one => one.id === on.round)
  return {
    rounds: rounds.map(toRow),
    round: round ? await view(ctx, round) : null,
    secondPerson: await needsSecondPerson(ctx.db),
  }
}

async function view(ctx: Ctx<OperatorActor>, round: Round): Promise<RoundView> {
  await readAgain(ctx, round.kind)
  const { counts, own } = await countRound(ctx.db, round, ctx.actor.id, await readNow(ctx, round))
  const mayDecide = round.state === 'open' && isReviewer(round, ctx.actor.id)
  return { ...toRow(round), counts, mayDecide, ownDecisions: own }
}

/** Who can be a reviewer, and how large a round of the accounts that match a search would be. */
export async function readSetup(
  ctx: Ctx<OperatorActor>,
  { desk, search }: { desk: Desk; search: string },
): Promise<RoundSetup> {
  await authorize(ctx, `reviews.${desk}`, '/api/reviews/setup')
  const people = await ctx.db
    .select({ id: operators.id, name: operators.name, role: operators.role, disabledAt: operators.disabledAt })
    .from(operators)
    .orderBy(operators.name)
  const filter = visibleFilter(ctx, loadAccountSearch(new URLSearchParams(search)))
  const zone = await zoneOf(ctx, filter)
  const counts: RoundSetup['counts'] = {}
  for (const kind of desks[desk]) {
    const roster = kind === 'users' ? await getRoster(ctx).catch(() => null) : undefined
    counts[kind] = roster === null ? null : await readCount(ctx.db, countMatching(kind, filter, zone))
  }
  return {
    people: people
      .filter(one => one.disabledAt === null && can(one.role, `reviews.${desk}`))
      .map(({ id, name }) => ({ id, name })),
    counts,
  }
}

const counted = rowOf({ count: z.number() })

/** The result of a statement that selects one `count`. */
export async function readCount(db: Db | Tx, statement: SQL): Promise<number> {
  return counted.parse(await db.execute(statement)).count
}

/** The current round of rollup flags, for the badge of the navigation: items that nobody decided yet. */
export async function countOpenItems(ctx: Ctx): Promise<number> {
  const [current] = await ctx.db
    .select()
    .from(reviewRounds)
    .where(sql`${reviewRounds.state} = 'open' and ${reviewRounds.kind} in ('rollup', 'pricing')`)
    .orderBy(desc(reviewRounds.openedAt), desc(reviewRounds.id))
    .limit(1)
  if (!current) return 0
  const { join, now } = await readNow(ctx, current)
  return readCount(
    ctx.db,
    sql`select count(*)::int as count from ${reviewItems} ${join} where ${reviewItems.roundId} = ${current.id} and ${todo(now)}`,
  )
}
