import 'server-only'
import { eq } from 'drizzle-orm'
import { accountFacets } from '@/lib/account-filters'
import type { AccountSearch } from '@/lib/account-search'
import type { AccountCounts, AccountDetail, AccountPage } from '@/lib/accounts'
import { notFound } from '@/lib/errors'
import type { Ctx, OperatorActor } from '../context'
import { readMemory } from '../mirror/record'
import { countAccounts } from '../mirror/search/counts'
import { zoneOf } from '../mirror/search/filter'
import { withHits } from '../mirror/search/hit'
import { pageIds } from '../mirror/search/page'
import { mayFilterBy, visibleFilter, visibleSort } from '../mirror/search/visible'
import { accounts } from '../platform/db/schema'
import { readThresholds } from './credit-threshold'
import { readMarks } from './marks'
import { openCreates } from './open-creates'
import { readListed } from './read-rows'
import { detailColumns, toDetail } from './rows'

/** The rows of one page. `countSearch` counts the matches in a separate request, so that rows do not wait. */
export async function listAccounts(ctx: Ctx<OperatorActor>, search: AccountSearch): Promise<AccountPage> {
  const filter = visibleFilter(ctx, search)
  const place = { offset: (search.page - 1) * search.size, limit: search.size, zone: await zoneOf(ctx, filter) }
  const ids = pageIds(filter, visibleSort(ctx, search.sort), place)
  const [rows, memory, creates] = await Promise.all([readListed(ctx, ids), readMemory(ctx.db), openCreates(ctx)])
  return { rows: await withHits(ctx.db, rows, search.q), asOf: memory.asOf ?? null, openCreates: creates }
}

/** How many accounts match a search, and how many each facet value would match. */
export async function countSearch(ctx: Ctx<OperatorActor>, search: AccountSearch): Promise<AccountCounts> {
  const counts = await countAccounts(ctx, visibleFilter(ctx, search))
  const hidden = accountFacets.filter(facet => !mayFilterBy(ctx, facet)).map(facet => [facet, []])
  return { ...counts, facets: { ...counts.facets, ...Object.fromEntries(hidden) } }
}

/** Throws not_found. */
export async function getAccount(ctx: Ctx<OperatorActor>, id: string): Promise<AccountDetail> {
  const marksOf = await readMarks(ctx.db, [id])
  const [record] = await ctx.db.select(detailColumns).from(accounts).where(eq(accounts.id, id))
  if (!record) throw notFound('This account')
  return toDetail(ctx, record, marksOf(id), await readThresholds(ctx.db))
}
