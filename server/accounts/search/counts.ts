import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type AccountFacet, type AccountFilter, accountFacets, everyAccount } from '@/lib/account-search'
import type { AccountCounts } from '@/lib/accounts'
import type { Services } from '../../context'
import { accounts } from '../../db/schema'
import { selectsWithoutFacets, withoutFacets } from './filter'

// What is counted is kept by text and ranges: a choice in a facet, a page and a sort are answered from it. While anything is being written
// a count may be this old; otherwise it is as new as the accounts.
const oldestMs = 2_000
/** How many texts and ranges are kept at once. */
const keptAtMost = 200

/** How many accounts have each combination of values, in the order of `accountFacets`. */
type Combinations = { values: string[]; count: number }[]
type Kept = { version: string; settled: boolean; at: number; counted: Promise<Combinations> }

const versions = z.object({ rows: z.array(z.object({ version: z.string(), settled: z.boolean() })).length(1) })
const groups = z.object({ rows: z.array(z.object({ facets: z.string(), count: z.number() })) })

const store = globalThis as { consoleCounts?: WeakMap<object, Map<string, Kept>> }

function keptOf(services: Pick<Services, 'db'>): Map<string, Kept> {
  store.consoleCounts ??= new WeakMap()
  const kept = store.consoleCounts.get(services.db) ?? new Map<string, Kept>()
  store.consoleCounts.set(services.db, kept)
  return kept
}

/**
 * The state that counts are of. It moves before a change is committed: a count is of its version for good only where nothing was
 * being written once the version was read (`settled`). Whoever writes holds a lock on its transaction's id; a snapshot does not show the
 * newest of them. The version is read first, and named in the question for the locks so that it stays so.
 */
async function readVersion(services: Pick<Services, 'db'>): Promise<Version> {
  const [row] = versions.parse(
    await services.db.execute(sql`
      select v.version, not exists (
        select from pg_locks l
        where v.version <> '' and l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.pid <> pg_backend_pid()
      ) as settled
      from (select last_value::text as version from accounts_version offset 0) v`),
  ).rows
  return row ?? { version: '', settled: false }
}

/** These change without moving the version. */
const seesMore = ({ creditMin, creditMax, updatedFrom, updatedTo }: AccountFilter) =>
  creditMin !== null || creditMax !== null || updatedFrom !== '' || updatedTo !== ''

/** For benchmarks: the next count is made anew. */
export function forgetCounts(services: Pick<Services, 'db'>): void {
  store.consoleCounts?.delete(services.db)
}

type Version = { version: string; settled: boolean }

function combinations(
  services: Pick<Services, 'db'>,
  { version, settled }: Version,
  asked: AccountFilter,
): Promise<Combinations> {
  const filter = withoutFacets(asked)
  const key = JSON.stringify(filter)
  const kept = keptOf(services)
  const known = kept.get(key)
  const isYoung = known !== undefined && performance.now() - known.at < oldestMs
  if (known?.version === version && (isYoung || (known.settled && !seesMore(filter)))) {
    kept.delete(key)
    kept.set(key, known)
    return known.counted
  }
  const counted = count(services, filter)
  const entry = { version, settled, at: performance.now(), counted }
  kept.delete(key)
  kept.set(key, entry)
  counted.catch(() => kept.get(key) === entry && kept.delete(key))
  const oldest = kept.size > keptAtMost ? kept.keys().next().value : undefined
  if (oldest !== undefined) kept.delete(oldest)
  return counted
}

async function count(services: Pick<Services, 'db'>, filter: AccountFilter): Promise<Combinations> {
  const answer = await services.db.execute(sql`
    select ${accounts.facets} as facets, count(*)::int as count from ${accounts}
    where ${selectsWithoutFacets(filter) ?? sql`true`} group by 1`)
  return groups.parse(answer).rows.map(({ facets, count }) => ({ values: facets.split('|'), count }))
}

/**
 * How many accounts match, and for each facet how many each of its values would give. A facet's own choice does not count against its
 * values, so an account that fails one facet only still counts there.
 */
export async function countAccounts(services: Pick<Services, 'db'>, filter: AccountFilter): Promise<AccountCounts> {
  const version = await readVersion(services)
  const [found, all] = await Promise.all([
    combinations(services, version, filter),
    combinations(services, version, everyAccount),
  ])
  return { ...countsFrom(found, filter), total: countsFrom(all, everyAccount).rowCount }
}

/** How many match each of these filters. */
export async function countEach(
  services: Pick<Services, 'db'>,
  filters: readonly AccountFilter[],
): Promise<readonly number[]> {
  const version = await readVersion(services)
  return Promise.all(
    filters.map(async filter => countsFrom(await combinations(services, version, filter), filter).rowCount),
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
