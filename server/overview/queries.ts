import 'server-only'
import { dayOf } from '@/lib/day'
import { accountStatuses } from '@/lib/managed-account'
import { type Overview, overviewFilters } from '@/lib/overview'
import { can } from '@/lib/permissions'
import { readAccountLimit } from '../accounts/limit'
import { latestActivity } from '../audit/list'
import { countLowCredit } from '../billing/queries'
import { knownLimits } from '../channels/queries'
import { openJobs } from '../commands/jobs/queries'
import { openCommands } from '../commands/queries'
import type { Ctx, OperatorActor } from '../context'
import { readPool } from '../mirror/channel-pool'
import { readMemory } from '../mirror/record'
import { countEach } from '../mirror/search/counts'
import { readTimeZone } from '../platform/time-zone'
import { readAttention } from './attention'

export async function readOverview(ctx: Ctx<OperatorActor>): Promise<Overview> {
  const { status, rollup, drifted, reviewsDue, credit: ofCredit } = overviewFilters
  const seesBalances = can(ctx.actor.role, 'accounts.balances')
  const by = dayOf(ctx.now(), await readTimeZone(ctx.db))
  const filters = [
    rollup('yes'),
    rollup('no'),
    rollup('unknown'),
    drifted(),
    reviewsDue(by),
    ofCredit(['yes', 'no']),
    ofCredit([]),
    ...accountStatuses.map(one => status(one)),
  ]
  const [{ asOf = null }, counted, low, attention, limit, channels, open, jobs, activity] = await Promise.all([
    readMemory(ctx.db),
    countEach(ctx, filters),
    seesBalances ? countLowCredit(ctx) : 0,
    readAttention(ctx),
    readAccountLimit(ctx),
    readChannels(ctx),
    openCommands(ctx),
    openJobs(ctx),
    latestActivity(ctx, 30),
  ])
  const [yes = 0, no = 0, unknown = 0, changed = 0, due = 0, known = 0, own = 0, ...ofStatus] = counted
  return {
    attention,
    asOf,
    limit,
    byStatus: accountStatuses.map((one, at) => ({ status: one, count: ofStatus[at] ?? 0 })),
    rollup: { yes, no, unknown },
    channels,
    credit: seesBalances ? { low, known, of: own } : null,
    drifted: changed,
    reviewsDue: { count: due, by },
    open,
    jobs,
    activity,
  }
}

async function readChannels(ctx: Ctx): Promise<Overview['channels']> {
  const pool = await readPool(ctx.db)
  if (!pool) return null
  const { newest: _, ...known } = await knownLimits(ctx)
  return { pool: { ...pool, observedAt: pool.observedAt.toISOString() }, known }
}
