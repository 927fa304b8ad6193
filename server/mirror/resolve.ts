import 'server-only'
import { type AccountStatus, type ManagedAccount, type SweptStatus, sweptStatuses } from '@/lib/managed-account'
import type { Listing } from './listing'

/** What a sweep found of one account: its facts and every status filter that showed it. */
export type Seen = { account: ManagedAccount; status: AccountStatus; matched: readonly SweptStatus[] }

/** An account may match several filters: cancelled outranks blocked, blocked outranks disabled. */
const strongestFirst: readonly SweptStatus[] = ['cancelled', 'blocked', 'disabled', 'enabled']

export function shownStatus(matched: readonly SweptStatus[]): AccountStatus {
  return strongestFirst.find(status => matched.includes(status)) ?? 'unknown'
}

/**
 * No account is enabled and disabled at once, except a few that change while the lists are read. Where most are, Telnyx
 * ignores the filter. A test for equal lists would miss that when an account is created between the two.
 */
export function statusFilterIgnored(listings: readonly Listing[]): boolean {
  const [enabled, disabled] = (['enabled', 'disabled'] as const).map(
    status => listings.find(listing => listing.filter === status)?.rows ?? new Map<string, ManagedAccount>(),
  )
  if (!enabled || !disabled) return false
  let both = 0
  for (const id of disabled.keys()) if (enabled.has(id)) both += 1
  return both > (enabled.size + disabled.size - both) / 2
}

/** Every combination of statuses an account can match, allocated once instead of per account. */
const someStatuses = Array.from({ length: 2 ** sweptStatuses.length }, (_, bits) =>
  sweptStatuses.filter((_status, index) => bits & (1 << index)),
)

/** Every account that any of the listings shows. */
export function idsOf(listings: readonly Listing[]): Set<string> {
  const ids = new Set<string>()
  for (const { rows } of listings) for (const id of rows.keys()) ids.add(id)
  return ids
}

/**
 * Joins what the listings of one sweep say about an account; undefined when none shows it.
 * @param kept statuses whose listing may be incomplete: an account that matched one of them before still does
 */
export function resolver(
  listings: readonly Listing[],
  ignored: boolean,
  kept: ReadonlySet<SweptStatus>,
  matchedBefore: (id: string) => readonly string[],
): (id: string) => Seen | undefined {
  const newestFirst = listings.toReversed()
  const lists = sweptStatuses.map(status => listings.find(({ filter }) => filter === status)?.rows)
  return id => {
    const account = newestFirst.find(({ rows }) => rows.has(id))?.rows.get(id)
    if (!account) return undefined
    const before = kept.size > 0 ? matchedBefore(id) : []
    let bits = 0
    for (const [index, status] of sweptStatuses.entries()) {
      if (lists[index]?.has(id) || (kept.has(status) && before.includes(status))) bits |= 1 << index
    }
    const matched = someStatuses[bits] ?? []
    return { account, matched, status: ignored ? 'unknown' : shownStatus(matched) }
  }
}

/** What the listings of one sweep say about each account, one after the other. */
export function* resolveStatuses(...of: Parameters<typeof resolver>): Generator<Seen> {
  const resolve = resolver(...of)
  for (const id of idsOf(of[0])) {
    const seen = resolve(id)
    if (seen) yield seen
  }
}
