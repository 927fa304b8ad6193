import 'server-only'
import { accountStatuses } from '@/lib/managed-account'
import { negativeCredit, type Overview, overviewFilters } from '@/lib/overview'
import { can } from '@/lib/permissions'
import { fleetOf } from '../accounts/fleet/fleet'
import { readAccountLimit } from '../accounts/limit'
import { latestActivity } from '../audit/list'
import { readLowCredit } from '../billing/queries'
import { readPool } from '../channels/pool'
import { knownLimits } from '../channels/queries'
import { openCommands } from '../commands/queries'
import type { Ctx, OperatorActor } from '../context'
import { openJobs } from '../jobs/queries'
import { readAttention } from './attention'

export async function readOverview(ctx: Ctx<OperatorActor>): Promise<Overview> {
  const [fleet, attention, limit, channels, credit, open, jobs, activity] = await Promise.all([
    fleetOf(ctx),
    readAttention(ctx),
    readAccountLimit(ctx),
    readChannels(ctx),
    can(ctx.actor.role, 'accounts.balances') ? readLowCredit(ctx, negativeCredit.below) : null,
    openCommands(ctx),
    openJobs(ctx),
    latestActivity(ctx, 8),
  ])
  const { status, rollup, drifted, reviewsDue } = overviewFilters
  const by = ctx.now().toISOString().slice(0, 10)
  return {
    attention,
    limit,
    byStatus: accountStatuses.map(one => ({ status: one, count: fleet.count(status(one)) })),
    rollup: {
      yes: fleet.count(rollup('yes')),
      no: fleet.count(rollup('no')),
      unknown: fleet.count(rollup('unknown')),
    },
    channels,
    credit,
    drifted: fleet.count(drifted()),
    reviewsDue: { count: fleet.count(reviewsDue(by)), by },
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
