import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { pageSizes } from './account-search'
import type { AccountRow, FacetCount } from './accounts'
import type { Problem } from './errors'
import type { ChannelPool } from './managed-account'
import { searchText } from './search-text'

/** An account on the channels screen: its limit is the last value set here, or stated by a person, or not known. */
export type ChannelRow = AccountRow & { channelLimitSource: 'command' | 'stated' | null }

export type ChannelPage = {
  rows: ChannelRow[]
  /** How many match, and how many accounts there are in all. */
  rowCount: number
  total: number
  facets: { limit: FacetCount[] }
}

export type PoolAnswer = {
  /** As last observed; null when it was never observed. */
  pool: (ChannelPool & { observedAt: string }) | null
  /** The sum of the limits known for accounts that can use channels. */
  known: { sum: number; accounts: number; of: number }
  /** Why Telnyx could not be asked just now; the figures above are then older. */
  problem: Problem | null
}

// ---- the search: what the address holds ----

export const limitKinds = ['known', 'zero', 'unknown'] as const
export type LimitKind = (typeof limitKinds)[number]
export const channelSortKeys = ['name', 'limit', 'observed'] as const
export type ChannelSortKey = (typeof channelSortKeys)[number]
const sortValues = channelSortKeys.flatMap(key => [key, `-${key}`] as const)

export const channelSearchParsers = {
  q: parseAsString.withDefault(''),
  limit: parseAsArrayOf(parseAsStringLiteral(limitKinds)).withDefault([]),
  /** A minus before the name sorts descending. */
  sort: parseAsStringLiteral(sortValues).withDefault('name'),
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(50),
}

export type ChannelSearch = {
  q: string
  limit: LimitKind[]
  sort: (typeof sortValues)[number]
  page: number
  size: number
}

const loader = createLoader(channelSearchParsers)

/** Clamps the values of an address, whatever somebody typed into it. */
export function normalizeChannelSearch(search: ChannelSearch): ChannelSearch {
  return {
    ...search,
    q: searchText(search.q),
    page: Math.min(Math.max(1, search.page), 100_000),
    size: pageSizes.find(size => size === search.size) ?? 50,
  }
}

export function loadChannelSearch(
  from: URLSearchParams | Record<string, string | string[] | undefined>,
): ChannelSearch {
  return normalizeChannelSearch(loader(from))
}

export const serializeChannelSearch = createSerializer(channelSearchParsers)

// ---- arithmetic of the pool ----

/** Both figures 0: Telnyx has not switched global outbound channels on for this manager. */
export function channelsAreOff(pool: ChannelPool): boolean {
  return pool.pool === 0 && pool.allocated === 0
}

type PoolShares = {
  known: number
  /** Allocated to accounts whose limit is not known here: defaults at creation, limits set elsewhere. */
  unattributed: number
  free: number
  /** Allocated beyond the pool. */
  over: number
  /**
   * By how much the known limits exceed what Telnyx counts as allocated: at least this much of our knowledge is stale.
   */
  stale: number
}

/** Never negative, and known + unattributed always equals what Telnyx counts as allocated. */
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

/** The pool after an account gets this limit. */
export type WhatIf =
  | { kind: 'off' }
  /**
   * `least` and `most` channels free afterwards; the same number when the account's current limit is known. Below zero
   * = this many are still allocated beyond the pool.
   */
  | { kind: 'fits'; least: number; most: number }
  /** Whether it fits depends on how many channels the account has now, which only Telnyx knows. */
  | { kind: 'unsure'; free: number }
  /** Certainly more than the pool has. `most` = the highest limit this account can have. */
  | { kind: 'over'; most: number; free: number }

/**
 * @param present the account's limit as last set here; null when only Telnyx knows it (a stated limit is no
 * observation)
 * @param unattributed channels allocated to accounts whose limits are not known here: the account has at most these
 */
export function whatIf(pool: ChannelPool, present: number | null, wanted: number, unattributed: number): WhatIf {
  if (channelsAreOff(pool)) return { kind: 'off' }
  const free = pool.pool - pool.allocated
  if (present !== null) {
    const after = free + present - wanted
    // Lowering a limit always works, also while the pool is over-allocated.
    if (wanted <= present || after >= 0) return { kind: 'fits', least: after, most: after }
    return { kind: 'over', most: present + Math.max(0, free), free: Math.max(0, free) }
  }
  if (wanted > pool.pool) return { kind: 'over', most: pool.pool, free: Math.max(0, free) }
  if (wanted > free) return { kind: 'unsure', free: Math.max(0, free) }
  return { kind: 'fits', least: free - wanted, most: free - wanted + Math.max(0, unattributed) }
}

const figure = new Intl.NumberFormat('en-US')

/** The sentence next to the field, the same in the browser before sending and on the server. */
export function overAllocation(over: Extract<WhatIf, { kind: 'over' }>, pool: ChannelPool): string {
  const all = figure.format(pool.pool)
  if (over.most === pool.pool) return `The whole pool has ${all} channels.`
  return `Only ${figure.format(over.free)} of ${all} channels are free: ${figure.format(over.most)} is the most this account can have.`
}
