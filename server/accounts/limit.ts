import 'server-only'
import { everyAccount } from '@/lib/account-filters'
import type { AccountLimit } from '@/lib/account-limit'
import { accountStatuses } from '@/lib/managed-account'
import type { Ctx } from '../context'
import { countEach } from '../mirror/search/counts'
import { createsUnderWay } from './import/under-way'

const atTelnyx = { ...everyAccount, missing: ['no' as const] }
const active = { ...atTelnyx, status: accountStatuses.filter(status => status !== 'cancelled') }

/** The account limit, as the overview shows it and as creating and importing warn about it. */
export async function readAccountLimit(ctx: Ctx): Promise<AccountLimit> {
  const [[counted = 0, all = 0], underWay] = await Promise.all([
    countEach(ctx, [active, atTelnyx]),
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
