import 'server-only'
import type { AccountLimit } from '@/lib/account-limit'
import { overviewFilters } from '@/lib/overview'
import type { Ctx } from '../context'
import { countEach } from '../mirror/search/counts'
import { createsUnderWay } from './import/under-way'

/** The account limit, as the overview shows it and as creating and importing warn about it. */
export async function readAccountLimit(ctx: Ctx): Promise<AccountLimit> {
  const [[counted = 0, all = 0], underWay] = await Promise.all([
    countEach(ctx, [overviewFilters.active(), overviewFilters.all()]),
    createsUnderWay(ctx.db),
  ])
  return {
    cap: ctx.settings.accountCap,
    counts: ctx.settings.accountCapCounts,
    active: counted,
    all,
    underWay: underWay.size,
  }
}
