import { createLoader, createSerializer, type inferParserType, parseAsArrayOf, parseAsStringLiteral } from 'nuqs/server'
import type { AccountRow, FacetCount } from './accounts'
import type { Problem } from './errors'
import { pageParsers, parseAsQuery, parseAsSort } from './list-search'
import type { ChannelPool } from './managed-account'

/** An account as the channels screen shows it. Its limit is the last value set here or imported by a person, or unknown. */
export type ChannelRow = AccountRow & { channelLimitSource: 'command' | 'stated' | null }

export type ChannelPage = {
  rows: ChannelRow[]
  /** How many accounts match, and the total without the filter. */
  rowCount: number
  total: number
  facets: { limit: FacetCount[] }
}

export type PoolAnswer = {
  /** As last read; null = never read. */
  pool: (ChannelPool & { observedAt: string }) | null
  /** The sum of the known limits of accounts that can use channels. */
  known: { sum: number; accounts: number; of: number }
  /** Why the last read from Telnyx failed. The figures above are older then. */
  problem: Problem | null
}

// ---- the search: what the address holds ----

export const limitKinds = ['known', 'zero', 'unknown'] as const
export type LimitKind = (typeof limitKinds)[number]
export const limitWords: Record<LimitKind, string> = {
  known: 'Known',
  zero: '0 (no outbound calls)',
  unknown: 'Unknown',
}
export const channelSortKeys = ['name', 'limit', 'observed'] as const
export type ChannelSortKey = (typeof channelSortKeys)[number]

export const channelSearchParsers = {
  q: parseAsQuery,
  limit: parseAsArrayOf(parseAsStringLiteral(limitKinds)).withDefault([]),
  sort: parseAsSort(channelSortKeys).withDefault('name'),
  ...pageParsers,
}
export type ChannelSearch = inferParserType<typeof channelSearchParsers>
export const loadChannelSearch = createLoader(channelSearchParsers)
export const serializeChannelSearch = createSerializer(channelSearchParsers)

// ---- arithmetic of the pool ----

/** Both figures 0: Telnyx has not switched global outbound channels on for this manager. */
export function channelsAreOff(pool: ChannelPool): boolean {
  return pool.pool === 0 && pool.allocated === 0
}

type PoolShares = {
  known: number
  /** Allocated to accounts whose limit is unknown here: defaults at creation, limits set elsewhere. */
  unattributed: number
  free: number
  /** Allocated beyond the pool. */
  over: number
  /** By how much the known limits exceed what Telnyx counts as allocated. At least this much of them is stale. */
  stale: number
}

/** No value is negative, and known + unattributed always equals what Telnyx counts as allocated. */
export function poolShares(pool: ChannelPool, knownSum: number): PoolShares {
  const known = Math.min(knownSum, pool.allocated)
  return {
    known,
    unattributed: pool.allocated - known,
    free: Math.max(0, pool.pool - pool.allocated),
    over: Math.max(0, pool.allocated - pool.pool),
    stale: Math.max(0, knownSum - pool.allocated),
  }
}

/** What the pool would be after an account gets this limit. */
export type WhatIf =
  | { kind: 'off' }
  /**
   * The least and the most channels that would be free. Both are the same if the account's current limit is known. Below zero = that
   * many are still allocated beyond the pool.
   */
  | { kind: 'fits'; least: number; most: number }
  /** Whether it fits depends on the account's current limit, which only Telnyx knows. */
  | { kind: 'unsure'; free: number }
  /** Certainly does not fit. `most` = the highest limit that this account can have. */
  | { kind: 'over'; most: number; free: number }

/**
 * @param present the account's limit as last set here; null = only Telnyx knows it (an imported limit is not confirmed by Telnyx)
 * @param unattributed channels allocated to accounts whose limits are unknown here: the account has at most these
 */
export function whatIf(pool: ChannelPool, present: number | null, wanted: number, unattributed: number): WhatIf {
  if (channelsAreOff(pool)) return { kind: 'off' }
  const free = pool.pool - pool.allocated
  if (present !== null) {
    const after = free + present - wanted
    // A lower limit always fits, even while the pool is over-allocated.
    if (wanted <= present || after >= 0) return { kind: 'fits', least: after, most: after }
    return { kind: 'over', most: present + Math.max(0, free), free: Math.max(0, free) }
  }
  if (wanted > pool.pool) return { kind: 'over', most: pool.pool, free: Math.max(0, free) }
  if (wanted > free) return { kind: 'unsure', free: Math.max(0, free) }
  return { kind: 'fits', least: free - wanted, most: free - wanted + Math.max(0, unattributed) }
}

const figure = new Intl.NumberFormat('en-US')

/** The error beside the field, the same in the browser and on the server. */
export function overAllocation(over: Extract<WhatIf, { kind: 'over' }>, pool: ChannelPool): string {
  const all = figure.format(pool.pool)
  if (over.most === pool.pool) return `The channel pool has only ${all} channels.`
  return `Only ${figure.format(over.free)} of ${all} channels are free. This account can have up to ${figure.format(over.most)}.`
}
