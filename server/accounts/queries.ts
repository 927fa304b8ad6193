import 'server-only'
import { and, asc, count, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { AccountDetail, AccountPage, AccountSearch, AccountSortKey, FacetCount } from '@/lib/accounts'
import { notFound } from '@/lib/errors'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { accounts } from '../db/schema'
import { readMemory } from '../sync/record'
import { openCreates } from './open-creates'
import { detailColumns, listColumns, toDetail, toRow } from './rows'

type Facet = 'status' | 'rollup' | 'pricing'

const flagOf = { rollup: accounts.rollupBilling, pricing: accounts.customPricing } as const

/** A boolean Telnyx may leave out, as the three values people filter by. */
const flagText = (column: (typeof flagOf)[keyof typeof flagOf]) =>
  sql<string>`case ${column} when true then 'yes' when false then 'no' else 'unknown' end`

const likePattern = (text: string) => text.replace(/[\\%_]/g, character => `\\${character}`)

/** One or two characters match beginnings of words, three or more match anywhere. */
export function matches(q: string): SQL | undefined {
  const text = q.trim()
  if (text === '') return undefined
  const pattern = likePattern(text)
  if ([...text].length >= 3) {
    return or(
      sql`${accounts.organizationName} ilike ${`%${pattern}%`}`,
      sql`${accounts.email} ilike ${`%${pattern}%`}`,
      sql`${accounts.id}::text ilike ${`%${pattern}%`}`,
    )
  }
  const word = `\\m${text.replace(/[^\p{L}\p{N}]/gu, character => `\\${character}`)}`
  return or(
    sql`${accounts.organizationName} ~* ${word}`,
    sql`${accounts.email} ilike ${`${pattern}%`}`,
    sql`${accounts.id}::text ilike ${`${pattern}%`}`,
  )
}

/** What selects rows. A facet's own choice is left out when its counts are made, so that they say what choosing would give. */
function where(search: AccountSearch, without?: Facet): SQL | undefined {
  return and(
    matches(search.q),
    search.status.length > 0 && without !== 'status' ? inArray(accounts.status, search.status) : undefined,
    search.rollup.length > 0 && without !== 'rollup' ? inArray(flagText(flagOf.rollup), search.rollup) : undefined,
    search.pricing.length > 0 && without !== 'pricing' ? inArray(flagText(flagOf.pricing), search.pricing) : undefined,
  )
}

const statusOrder = sql`array_position(array['enabled','disabled','blocked','cancelled','unknown'], ${accounts.status})`

const sortColumns: Record<
  AccountSortKey,
  | SQL
  | (typeof accounts)[
      | 'id'
      | 'email'
      | 'organizationName'
      | 'channelLimit'
      | 'createdAt'
      | 'updatedAt'
      | 'availableCredit']
> = {
  name: accounts.organizationName,
  email: accounts.email,
  id: accounts.id,
  status: statusOrder,
  rollup: sql`${accounts.rollupBilling}`,
  pricing: sql`${accounts.customPricing}`,
  channels: accounts.channelLimit,
  // Different currencies do not compare: together first, then by amount.
  credit: accounts.availableCredit,
  created: accounts.createdAt,
  updated: accounts.updatedAt,
}

function order(ctx: Ctx<OperatorActor>, search: AccountSearch): SQL[] {
  const descending = search.sort.startsWith('-')
  const key = (descending ? search.sort.slice(1) : search.sort) as AccountSortKey
  const hidden = key === 'credit' && !can(ctx.actor.role, 'accounts.balances')
  const column = sortColumns[hidden ? 'name' : key]
  const direction = descending ? sql`desc` : sql`asc`
  // What is not known comes last in either direction; the id makes ties stable.
  const known = key === 'credit' && !hidden ? [sql`${accounts.currency} asc nulls last`] : []
  return [...known, sql`${column} ${direction} nulls last`, asc(accounts.id)]
}

export async function listAccounts(ctx: Ctx<OperatorActor>, search: AccountSearch): Promise<AccountPage> {
  const filter = where(search)
  const [records, matching, total, status, rollup, pricing, memory, creates] = await Promise.all([
    ctx.db
      .select(listColumns)
      .from(accounts)
      .where(filter)
      .orderBy(...order(ctx, search))
      .limit(search.size)
      .offset((search.page - 1) * search.size),
    ctx.db.select({ count: count() }).from(accounts).where(filter),
    ctx.db.select({ count: count() }).from(accounts),
    facet(ctx, search, 'status', sql<string>`${accounts.status}`),
    facet(ctx, search, 'rollup', flagText(flagOf.rollup)),
    facet(ctx, search, 'pricing', flagText(flagOf.pricing)),
    readMemory(ctx.db),
    openCreates(ctx),
  ])
  return {
    rows: records.map(record => toRow(ctx, record)),
    rowCount: matching[0]?.count ?? 0,
    total: total[0]?.count ?? 0,
    asOf: memory.asOf ?? null,
    facets: { status, rollup, pricing },
    openCreates: creates,
  }
}

function facet(ctx: Ctx<OperatorActor>, search: AccountSearch, name: Facet, value: SQL<string>): Promise<FacetCount[]> {
  return ctx.db
    .select({ value: value.as('value'), count: count() })
    .from(accounts)
    .where(where(search, name))
    .groupBy(sql`1`)
    .orderBy(desc(count()))
}

/** Throws not_found. */
export async function getAccount(ctx: Ctx<OperatorActor>, id: string): Promise<AccountDetail> {
  const [record] = await ctx.db.select(detailColumns).from(accounts).where(eq(accounts.id, id))
  if (!record) throw notFound('This account')
  return toDetail(ctx, record)
}
