import 'server-only'
import { and, count, countDistinct, eq, gte, isNotNull, isNull, lte, ne, sql } from 'drizzle-orm'
import { accountStatuses } from '@/lib/managed-account'
import type { Overview } from '@/lib/overview'
import { can } from '@/lib/permissions'
import { latestActivity } from '../audit/list'
import { readPool } from '../channels/pool'
import { openCommands } from '../commands/queries'
import type { Ctx, OperatorActor } from '../context'
import { accounts, drift } from '../db/schema'
import { openJobs } from '../jobs/queries'

const present = isNull(accounts.missingSince)
const counted = (condition: ReturnType<typeof sql>) => sql<number>`count(*) filter (where ${condition})::int`

export async function readOverview(ctx: Ctx<OperatorActor>): Promise<Overview> {
  const today = ctx.now().toISOString().slice(0, 10)
  const [statuses, flags, channels, credit, drifted, due, open, jobs, activity] = await Promise.all([
    ctx.db.select({ status: accounts.status, count: count() }).from(accounts).where(present).groupBy(accounts.status),
    ctx.db
      .select({
        yes: counted(sql`${accounts.rollupBilling}`),
        no: counted(sql`not ${accounts.rollupBilling}`),
        unknown: counted(sql`${accounts.rollupBilling} is null`),
      })
      .from(accounts)
      .where(present),
    readChannels(ctx),
    readCredit(ctx),
    ctx.db
      .select({ count: countDistinct(drift.accountId) })
      .from(drift)
      .where(and(isNotNull(drift.confirmedAt), isNull(drift.acknowledgedAt))),
    ctx.db
      .select({ count: count() })
      .from(accounts)
      .where(and(present, eq(accounts.status, 'disabled'), lte(accounts.reviewOn, today))),
    openCommands(ctx),
    openJobs(ctx),
    latestActivity(ctx, 8),
  ])
  return {
    total: statuses.reduce((sum, row) => sum + row.count, 0),
    cap: ctx.settings.accountCap,
    byStatus: accountStatuses.map(status => ({
      status,
      count: statuses.find(row => row.status === status)?.count ?? 0,
    })),
    rollup: flags[0] ?? { yes: 0, no: 0, unknown: 0 },
    channels,
    credit,
    drifted: drifted[0]?.count ?? 0,
    reviewsDue: due[0]?.count ?? 0,
    open,
    jobs,
    activity,
  }
}

async function readChannels(ctx: Ctx): Promise<Overview['channels']> {
  const pool = await readPool(ctx.db)
  if (!pool) return null
  const [known] = await ctx.db
    .select({ sum: sql<number>`coalesce(sum(${accounts.channelLimit}), 0)::int`, count: count() })
    .from(accounts)
    .where(and(present, ne(accounts.status, 'cancelled'), gte(accounts.channelLimit, 0)))
  return {
    pool: pool.pool,
    allocated: pool.allocated,
    observedAt: pool.observedAt.toISOString(),
    known: known?.sum ?? 0,
    limitsKnown: known?.count ?? 0,
  }
}

async function readCredit(ctx: Ctx<OperatorActor>): Promise<Overview['credit']> {
  if (!can(ctx.actor.role, 'accounts.balances')) return null
  // Rollup accounts show the manager's balance: they are not the customer's debt. Cancelled accounts are history.
  const [row] = await ctx.db
    .select({
      negative: counted(sql`${accounts.availableCredit} < 0`),
      known: counted(sql`${accounts.availableCredit} is not null`),
      of: count(),
    })
    .from(accounts)
    .where(and(present, eq(accounts.rollupBilling, false), ne(accounts.status, 'cancelled')))
  return row ?? { negative: 0, known: 0, of: 0 }
}
