import 'server-only'
import { type AccountStatus, type SweptStatus, sweptStatuses } from '@/lib/managed-account'
import type { Ctx } from '../context'
import type { AccountRecord } from '../mirror/account'
import { shownStatus } from '../mirror/resolve'

export type Probe = { status: AccountStatus; matched: SweptStatus[] }

/**
 * Which of Telnyx's status filters show one account. `unknown` when none does, when Telnyx ignores the filter, and when
 * the account has no e-mail to filter by.
 */
export async function probeStatus(ctx: Ctx, { id, email }: Pick<AccountRecord, 'id' | 'email'>): Promise<Probe> {
  if (!email) return { status: 'unknown', matched: [] }
  const shown = await Promise.all(
    sweptStatuses.map(async status => {
      const page = await ctx.telnyx.accounts.list({ page: 1, size: 250, status, emailEq: email }, { lane: 'click' })
      return page.rows.some(row => row.id === id) ? [status] : []
    }),
  )
  const matched = shown.flat()
  // No account can match all four: Telnyx ignores the filter.
  if (matched.length === sweptStatuses.length || (matched.includes('enabled') && matched.includes('disabled'))) {
    return { status: 'unknown', matched }
  }
  return { status: shownStatus(matched), matched }
}
