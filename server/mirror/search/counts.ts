import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  type AccountFacet,
  type AccountFilter,
  accountFacets,
  everyAccount,
  withoutFacets,
} from '@/lib/account-filters'
import type { AccountCounts } from '@/lib/accounts'
import type { Services } from '../../context'
import { rowOf, rowsOf } from '../../platform/db/rows'
import { accounts, facetSeparator } from '../../platform/db/schema'
import { filterCondition, zoneOf } from './filter'

// Counts are cached by text and ranges, for every page, sort and choice of facet values. A cached count may be this
// stale while a transaction writes; otherwise it is exact.
const maxAgeMs = 2_000
const maxCached = 200

/** How many accounts have each combination of facet values, in the order of `accountFacets`. */
type Combinations = { values: string[]; count: number }[]
type Needs = Pick<Services, 'db'>
type Version = { version: string; settled: boolean }
type Cached = Version & { at: number; found: Promise<unknown> }

const versions = rowOf({ version: z.string(), settled: z.boolean() })
const groups = rowsOf({ facets: z.string(), count: z.number() })

const store = globalThis as {
  consoleCounts?: WeakMap<object, Map<string, Cached>>
  consoleVersions?: WeakMap<object, Promise<Version>>
}

function cacheOf(services: Needs): Map<string, Cached> {
  store.consoleCounts ??= new WeakMap()
  const cache = store.consoleCounts.get(services.db) ?? new Map<string, Cached>()
  store.consoleCounts.set(services.db, cache)
  return cache
}

/** Clears the cache. For benchmarks. */
export function clearCounts(services: Needs): void {
  store.consoleCounts?.delete(services.db)
}

/** The version. Calls in the same turn of the event loop share one query, which is sent after the last of them. */
function readVersion(services: Needs): Promise<Version> {
  store.consoleVersions ??= new WeakMap()
  const reading = store.consoleVersions
  const asked = reading.get(services.db)
  if (asked) return asked
  const read = Promise.resolve().then(() => {
    reading.delete(services.db)
    return queryVersion(services)
  })
  reading.set(services.db, read)
  return read
}

/**
 * The version of the accounts, from a sequence that triggers advance before they commit. `settled` means that no transaction was writing
 * after the version was read, so a count of this version stays valid. Writers are found by their lock on their transaction id, because a
 * snapshot does not list the newest of them. The subquery names the version so that the locks are read after it.
 */
async function queryVersion(services: Needs): Promise<Version> {
  return versions.parse(
    await services.db.execute(sql`
      select v.version, not exists (
        select from pg_locks l
        where v.version <> '' and l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.pid <> pg_backend_pid()
      ) as settled
      from (select last_value::text as version from accounts_version offset 0) v`),
  )
}

/** Amounts and times of change do not advance the version; that credit falls below zero does. */
const isOutsideVersion = ({ creditMin, creditMax, updatedFrom, updatedTo }: AccountFilter) =>
  creditMin !== null || creditMax !== null || updatedFrom !== '' || updatedTo !== ''

function isFresh(cached: Cached, { version }: Version, isOutside: boolean): boolean {
  if (cached.version !== version) return false
  return performance.now() - cached.at < maxAgeMs || (cached.settled && !isOutside)
}

type Question<T> = { key: string; isOutside?: boolean; read: () => Promise<T> }

function cached<T>(services: Needs, version: Version, { key, isOutside = false, read }: Question<T>): Promise<T> {
  const cache = cacheOf(services)
  const known = cache.get(key)
  const entry =
    known && isFresh(known, version, isOutside) ? known : { ...version, at: performance.now(), found: read() }
  // The map keeps the order of use: the first entry is the one to evict.
  cache.delete(key)
  cache.set(key, entry)
  entry.found.catch(() => cache.get(key) === entry && cache.delete(key))
  const oldest = cache.size > maxCached ? cache.keys().next().value : undefined
  if (oldest !== undefined) cache.delete(oldest)
  return entry.found as Promise<T>
}

/** What `read` finds in the facts of all accounts: kept until one of them changes, like counts. */
export async function whileUnchanged<T>(services: Needs, question: Question<T>): Promise<T> {
  return cached(services, await readVersion(services), question)
}

async function combinations(services: Needs, version: Version, asked: AccountFilter): Promise<Combinations> {
  const filter = withoutFacets(asked)
  const zone = await zoneOf(services, filter)
  return cached(services, version, {
    key: JSON.stringify([zone, filter]),
    isOutside: isOutsideVersion(filter),
    read: () => count(services, filter, zone),
  })
}

async function count(services: Needs, filter: AccountFilter, zone: string): Promise<Combinations> {
  const answer = await services.db.execute(sql`
    select ${accounts.facets} as facets, count(*)::int as count from ${accounts}
    where ${filterCondition(filter, zone) ?? sql`true`} group by 1`)
  return groups.parse(answer).map(({ facets, count }) => ({ values: facets.split(facetSeparator), count }))
}

/**
 * How many accounts match, and for each facet how many each of its values would match. The counts of a facet ignore the values chosen in
 * it: an account that fails only this facet is counted there.
 */
export async function countAccounts(services: Needs, filter: AccountFilter): Promise<AccountCounts> {
  const version = await readVersion(services)
  const [found, all] = await Promise.all([
    combinations(services, version, filter),
    combinations(services, version, everyAccount),
  ])
  return { ...countsFrom(found, filter), total: countsFrom(all, everyAccount).rowCount }
}

/** How many match each of these filters. */
export async function countEach(services: Needs, filters: readonly AccountFilter[]): Promise<readonly number[]> {
  const version = await readVersion(services)
  return Promise.all(
    filters.map(async filter => {
      const combined = await combinations(services, version, filter)
      const chosen = accountFacets.flatMap((facet, at) => (filter[facet].length > 0 ? [{ facet, at }] : []))
      const matching = combined.filter(({ values }) => chosen.every(({ facet, at }) => fits(filter, facet, values[at])))
      return matching.reduce((sum, { count }) => sum + count, 0)
    }),
  )
}

function countsFrom(combined: Combinations, filter: AccountFilter): Omit<AccountCounts, 'total'> {
  const counts = accountFacets.map(() => new Map<string, number>())
  let rowCount = 0
  for (const { values, count } of combined) {
    const failed = accountFacets.flatMap((facet, at) => (fits(filter, facet, values[at]) ? [] : [at]))
    if (failed.length === 0) rowCount += count
    if (failed.length > 1) continue
    for (const [at, ofFacet] of counts.entries()) {
      if (failed.length === 1 && failed[0] !== at) continue
      const value = values[at] ?? ''
      // The facet does not apply to this account, such as the disable reason of an enabled one.
      if (value === '') continue
      ofFacet.set(value, (ofFacet.get(value) ?? 0) + count)
    }
  }
  const facets = accountFacets.map((facet, at) => {
    const found = [...(counts[at] ?? [])].map(([value, count]) => ({ value, count }))
    return [facet, found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))]
  })
  return { rowCount, facets: Object.fromEntries(facets) as AccountCounts['facets'] }
}

function fits(filter: AccountFilter, facet: AccountFacet, value: string | undefined): boolean {
  const wanted: readonly (string | undefined)[] = filter[facet]
  return wanted.length === 0 || wanted.includes(value)
}
