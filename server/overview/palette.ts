import 'server-only'
import { asc, desc, isNull, sql } from 'drizzle-orm'
import { loadAccountSearch } from '@/lib/account-search'
import type { AccountRow } from '@/lib/accounts'
import { jobLabel } from '@/lib/job'
import { matching, mostOfKind, type PaletteAccount, type PaletteAnswer, rankBy } from '@/lib/palette'
import { can } from '@/lib/permissions'
import { readListed } from '../accounts/read-rows'
import { visibleJobs } from '../audit/visible'
import type { Ctx, OperatorActor } from '../context'
import { withHits } from '../mirror/search/hit'
import { pageIds } from '../mirror/search/page'
import { visibleFilter, visibleSort } from '../mirror/search/visible'
import { jobs, operators } from '../platform/db/schema'
import { visibleViews } from '../views/queries'

/** The list sorts by name; of so many matches the best go first. */
const rankedAccounts = 50
const newestJobs = 100

/** What the command palette finds for a text, each kind for those who may see it. An empty text finds nothing. */
export async function searchPalette(ctx: Ctx<OperatorActor>, text: string): Promise<PaletteAnswer> {
  if (text === '') return { accounts: [], views: [], jobs: [], operators: [] }
  const { role } = ctx.actor
  const [accounts, views, jobs, operators] = await Promise.all([
    findAccounts(ctx, text),
    findViews(ctx, text),
    can(role, 'jobs.read') ? findJobs(ctx, text) : [],
    can(role, 'operators.manage') ? findOperators(ctx, text) : [],
  ])
  return { accounts, views, jobs, operators }
}

async function findAccounts(ctx: Ctx<OperatorActor>, text: string): Promise<PaletteAccount[]> {
  const search = loadAccountSearch({ q: text })
  const place = { offset: 0, limit: rankedAccounts }
  const rows = await readListed(ctx, pageIds(visibleFilter(ctx, search), visibleSort(ctx, search.sort), place))
  const best = rankBy(rows, text, ({ name, email, id }) => [name, email, id]).slice(0, mostOfKind.accounts)
  return (await withHits(ctx.db, best, text)).map(toPalette)
}

function toPalette(row: AccountRow): PaletteAccount {
  const { id, name, email, status, rollupBilling, customPricing, channelLimit } = row
  const { protectedReason, missingSince, pending, hit } = row
  const facts = { id, name, email, status, rollupBilling, customPricing, channelLimit, protectedReason }
  return { ...facts, missingSince, pending, ...(hit && { hit }) }
}

async function findViews(ctx: Ctx<OperatorActor>, text: string): Promise<PaletteAnswer['views']> {
  return matching(await visibleViews(ctx), text, view => [view.name])
    .slice(0, mostOfKind.views)
    .map(({ id, name, search }) => ({ id, name, search }))
}

async function findJobs(ctx: Ctx<OperatorActor>, text: string): Promise<PaletteAnswer['jobs']> {
  const { id, kind, total, createdAt, createdByName } = jobs
  const newest = await ctx.db
    .select({ id, kind, total, createdAt, createdByName })
    .from(jobs)
    .where(visibleJobs(ctx))
    .orderBy(desc(jobs.createdAt))
    .limit(newestJobs)
  return matching(newest, text, job => [`Job ${jobLabel(job)}`, job.createdByName, job.id])
    .slice(0, mostOfKind.jobs)
    .map(job => ({ ...job, createdAt: job.createdAt.toISOString() }))
}

async function findOperators(ctx: Ctx<OperatorActor>, text: string): Promise<PaletteAnswer['operators']> {
  const { id, name, email, role } = operators
  const all = await ctx.db
    .select({ id, name, email, role })
    .from(operators)
    .where(isNull(operators.disabledAt))
    .orderBy(asc(sql`lower(${operators.name})`), asc(operators.id))
  return matching(all, text, operator => [operator.name, operator.email]).slice(0, mostOfKind.operators)
}
