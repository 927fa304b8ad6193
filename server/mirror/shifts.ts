import 'server-only'
import { inArray } from 'drizzle-orm'
import type { ManagedAccount } from '@/lib/managed-account'
import type { Services } from '../context'
import { accounts } from '../platform/db/schema'
import { type Known, MOST_CHECKS } from './absent'
import { type ListFilter, type Listing, PAGE_SIZE } from './listing'

type Read = (filter: ListFilter) => Promise<Listing>

export async function readTwice(filter: ListFilter, read: Read): Promise<Listing> {
  const once = await read(filter)
  return once.complete || once.total === null ? once : read(filter)
}

/**
 * Completes status lists that shifted while they were read: in a large fleet some account leaves a list in nearly every
 * sweep, and one may be skipped. Accounts that were in the list, and are in none now, are looked up by e-mail: no known
 * account is lost, and the next sweep finds unknown ones. Where that takes more requests, the list is read again.
 */
export async function settleShifts(
  services: Services,
  listings: readonly Listing[],
  known: ReadonlyMap<string, Known>,
  options: { read: Read; onRequest(): void; pageSize?: number; signal?: AbortSignal },
): Promise<Listing[]> {
  const settle = async (listing: Listing): Promise<Listing> => {
    if (listing.complete || listing.total === null) return listing
    const lost = lostFrom(listing, listings, known)
    const pages = listing.total / (options.pageSize ?? PAGE_SIZE)
    const found = listing.enough && lost.length < pages ? await askFor(services, listing.filter, lost, options) : null
    if (found) {
      const rows = new Map([...listing.rows, ...found.map(row => [row.id, row] as const)])
      return { ...listing, rows, complete: true }
    }
    const again = await options.read(listing.filter)
    const whole = again.complete || (again.enough && lostFrom(again, listings, known).length === 0)
    return { ...again, complete: whole }
  }
  const settled: Listing[] = []
  for (const listing of listings) settled.push(await settle(listing))
  return settled
}

function lostFrom(listing: Listing, listings: readonly Listing[], known: ReadonlyMap<string, Known>): string[] {
  const lost: string[] = []
  for (const { id, statusMatched } of known.values()) {
    if (!statusMatched.includes(listing.filter) || listing.rows.has(id)) continue
    const arrived = listings.some(({ filter, rows }) => rows.has(id) && !statusMatched.includes(filter))
    if (!arrived) lost.push(id)
  }
  return lost
}

/** Those of them that the list shows after all; null when too many would have to be looked up, or one has no e-mail. */
async function askFor(
  services: Services,
  filter: ListFilter,
  ids: readonly string[],
  { onRequest, signal }: { onRequest(): void; signal?: AbortSignal },
): Promise<ManagedAccount[] | null> {
  if (ids.length === 0) return []
  if (ids.length > MOST_CHECKS) return null
  const columns = { id: accounts.id, email: accounts.email }
  const rows = await services.db
    .select(columns)
    .from(accounts)
    .where(inArray(accounts.id, [...ids]))
  const found: ManagedAccount[] = []
  for (const { id, email } of rows) {
    if (email === null) return null
    const page = await services.telnyx.accounts.list(
      { page: 1, size: PAGE_SIZE, status: filter, emailEq: email },
      { lane: 'sync', ...(signal && { signal }) },
    )
    onRequest()
    found.push(...page.rows.filter(row => row.id === id))
  }
  return found
}
