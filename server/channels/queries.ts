import 'server-only'
import { and, asc, count, eq, isNull, max, ne, or, type SQL, sql } from 'drizzle-orm'
import type { FacetCount } from '@/lib/accounts'
import type { ChannelPage, ChannelSearch, ChannelSortKey, LimitKind, PoolAnswer } from '@/lib/channels'
import type { Problem } from '@/lib/errors'
import { selectMarked } from '../accounts/marks'
import { rowColumns, toRow } from '../accounts/rows'
import type { Ctx, OperatorActor } from '../context'
import { observePool, readPool } from '../mirror/channel-pool'
import { withHits } from '../mirror/search/hit'
import { matchesText } from '../mirror/search/text'
import { accounts } from '../platform/db/schema'
import { readProblem, TelnyxError } from '../telnyx/error'

/** Accounts that are cancelled, or gone from Telnyx, hold no channels and get none, whatever was set before. */
const present = and(isNull(accounts.missingSince), ne(accounts.status, 'cancelled'))

const limitKind = sql<LimitKind>`case when ${accounts.channelLimit} is null then 'unknown' when ${accounts.channelLimit} = 0 then 'zero' else 'known' end`

const sortColumns: Record<ChannelSortKey, SQL> = {
  name: sql`${accounts.organizationName}`,
  limit: sql`${accounts.channelLimit}`,
  observed: sql`${accounts.channelLimitObservedAt}`,
}

function where(search: ChannelSearch, facet = false): SQL | undefined {
  return and(
    present,
    matchesText(search.q),
    // `known` = some number is known, 0 included. The counts of a facet ignore its own choice.
    facet || search.limit.length === 0 ? undefined : or(...search.limit.map(ofKind)),
  )
}

function ofKind(kind: LimitKind): SQL {
  if (kind === 'zero') return eq(accounts.channelLimit, 0)
  return kind === 'known' ? sql`${accounts.channelLimit} is not null` : isNull(accounts.channelLimit)
}

/** Unknown limits sort last in either direction; name and id make the order stable. */
function order({ sort }: ChannelSearch): SQL[] {
  const descending = sort.startsWith('-')
  const key = (descending ? sort.slice(1) : sort) as ChannelSortKey
  return [
    sql`${sortColumns[key]} ${descending ? sql`desc` : sql`asc`} nulls last`,
    sql`${accounts.organizationName} asc nulls last`,
    asc(accounts.id),
  ]
}

/** A query of the ids of all accounts of the list, in its order. */
export const channelIds = (search: ChannelSearch): SQL =>
  sql`select ${accounts.id} from ${accounts} where ${where(search)} order by ${sql.join(order(search), sql`, `)}`

export async function listChannels(ctx: Ctx<OperatorActor>, search: ChannelSearch): Promise<ChannelPage> {
  const filter = where(search)
  const [marked, rowCount, total, kinds] = await Promise.all([
    selectMarked(ctx.db, tx =>
      tx
        .select({ ...rowColumns, channelLimitSource: accounts.channelLimitSource })
        .from(accounts)
        .where(filter)
        .orderBy(...order(search))
        .limit(search.size)
        .offset((search.page - 1) * search.size),
    ),
    ctx.db.$count(accounts, filter),
    ctx.db.$count(accounts, present),
    ctx.db
      .select({ value: limitKind.as('value'), count: count() })
      .from(accounts)
      .where(where(search, true))
      .groupBy(sql`1`),
  ])
  const rows = marked.map(({ record, marks }) => ({ ...record, ...toRow(ctx, record, marks) }))
  return { rows: await withHits(ctx.db, rows, search.q), rowCount, total, facets: { limit: facetOf(kinds) } }
}

/** `known` includes zeros: choosing it shows both. */
function facetOf(kinds: { value: LimitKind; count: number }[]): FacetCount[] {
  const of = (kind: LimitKind) => kinds.find(one => one.value === kind)?.count ?? 0
  return [
    { value: 'known', count: of('known') + of('zero') },
    { value: 'zero', count: of('zero') },
    { value: 'unknown', count: of('unknown') },
  ]
}

/** The sum of the known limits, and how many accounts of the list have one. */
export async function knownLimits(ctx: Ctx): Promise<PoolAnswer['known'] & { newest: Date | null }> {
  const [row] = await ctx.db
    .select({
      sum: sql<string>`coalesce(sum(${accounts.channelLimit}), 0)`.mapWith(Number),
      accounts: count(accounts.channelLimit),
      of: count(),
      newest: max(accounts.channelLimitObservedAt),
    })
    .from(accounts)
    .where(present)
  return row ?? { sum: 0, accounts: 0, of: 0, newest: null }
}

/** Telnyx shows a change after 1 to 3 s: a pool observed sooner after a change is read once more. */
const propagationMs = 5_000

/**
 * The pool next to the known limits. Telnyx is asked when `fresh` is set, when the pool was never observed, and when a
 * limit was set since: otherwise the gauge would not show the operator’s own change.
 */
export async function readPoolAnswer(ctx: Ctx, { fresh }: { fresh: boolean }): Promise<PoolAnswer> {
  const [stored, limits] = await Promise.all([readPool(ctx.db), knownLimits(ctx)])
  const { newest, ...known } = limits
  const outdated =
    stored === null || (newest !== null && stored.observedAt.getTime() < newest.getTime() + propagationMs)
  let pool = stored
  let problem: Problem | null = null
  if (fresh || outdated) {
    try {
      pool = await observePool(ctx)
    } catch (error) {
      if (!(error instanceof TelnyxError)) throw error
      problem = readProblem(error, { repeated: true })
    }
  }
  return { pool: pool && { ...pool, observedAt: pool.observedAt.toISOString() }, known, problem }
}
