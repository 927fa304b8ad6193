import 'server-only'
import { type AccountStatus, type ManagedAccount, type SweptStatus, sweptStatuses } from '@/lib/managed-account'
import type { Listing } from './listing'

/** What a sweep found of one account: its facts and every status filter that showed it. */
export type Seen = { account: ManagedAccount; status: AccountStatus; matched: SweptStatus[] }

/** Cancelled says more than blocked, blocked more than disabled: an account may match several filters. */
const strongestFirst: readonly SweptStatus[] = ['cancelled', 'blocked', 'disabled', 'enabled']

function shownStatus(matched: readonly SweptStatus[]): AccountStatus {
  return strongestFirst.find(status => matched.includes(status)) ?? 'unknown'
}

/**
 * Nobody is enabled and disabled at once, save for the few who change while both lists are read: when most are in both, Telnyx does
 * not look at the filter. Equality alone would miss it whenever an account is created between the two lists.
 */
export function statusFilterIgnored(listings: readonly Listing[]): boolean {
  const [enabled, disabled] = (['enabled', 'disabled'] as const).map(
    status => listings.find(listing => listing.filter === status)?.rows ?? new Map<string, ManagedAccount>(),
  )
  if (!enabled || !disabled) return false
  const both = [...enabled.keys()].filter(id => disabled.has(id)).length
  return both > (enabled.size + disabled.size - both) / 2
}

/**
 * Joins the listings of one sweep.
 * @param kept statuses whose listing cannot be trusted to be whole: an account that matched one of them before still does
 */
export function resolveStatuses(
  listings: readonly Listing[],
  ignored: boolean,
  kept: ReadonlySet<SweptStatus>,
  matchedBefore: (id: string) => readonly string[],
): Seen[] {
  const facts = new Map<string, ManagedAccount>()
  for (const { rows } of listings) for (const [id, account] of rows) facts.set(id, account)
  const lists = sweptStatuses.map(status => ({ status, rows: listings.find(({ filter }) => filter === status)?.rows }))
  return [...facts].map(([id, account]) => {
    const before = kept.size > 0 ? matchedBefore(id) : []
    const matched = lists
      .filter(({ status, rows }) => rows?.has(id) || (kept.has(status) && before.includes(status)))
      .map(({ status }) => status)
    return { account, matched, status: ignored ? 'unknown' : shownStatus(matched) }
  })
}
