import 'server-only'
import type { ManagedAccount, SweptStatus } from '@/lib/managed-account'
import type { Services } from '../context'
import type { Page } from '../telnyx/client'

/** The largest page that Telnyx gives. */
export const PAGE_SIZE = 250
/** A bound, because a list that never ends would keep a sweep busy for ever: 2.5 million accounts are enough. */
const MOST_PAGES = 10_000
/** More would not be faster: the limiter lets no more sync calls through at once. */
const PAGES_AT_ONCE = 4

export type ListFilter = SweptStatus | 'all'

/** The complete answer to one filter. */
export type Listing = {
  filter: ListFilter
  rows: ReadonlyMap<string, ManagedAccount>
  /** The total that Telnyx reports; null when it did not. */
  total: number | null
  /** At least as many accounts arrived as the total says: some may have left during the reading. */
  enough: boolean
  /** All of them arrived, so that an account that is not among them is absent. */
  complete: boolean
}

type ListingOptions = {
  signal?: AbortSignal | undefined
  /** Smaller pages, for tests: a fleet of ten then has several. */
  pageSize?: number | undefined
  /** Sees every page, the first one before any other is requested; a throw ends the listing. */
  onPage(rows: readonly ManagedAccount[]): Promise<void>
}

type Answer = Page<ManagedAccount>

/**
 * Reads all pages of one filter once. When an account leaves the list during the reading, the others move up and one is
 * skipped: a listing whose figures do not add up is marked incomplete. Rejects with TelnyxError.
 */
export async function listAccounts(services: Services, filter: ListFilter, options: ListingOptions): Promise<Listing> {
  const pages = [await readPage(services, filter, 1, options)]
  if (pages[0]?.page) await readOthers(services, filter, options, pages)
  else await walk(services, filter, options, pages)
  return joined(filter, pages)
}

/** Only the first page: enough to learn the total, and complete when there is no second page. */
export async function countAccounts(services: Services, filter: ListFilter, options: ListingOptions): Promise<Listing> {
  return joined(filter, [await readPage(services, filter, 1, options)])
}

/** Several pages at a time, up to the last page that any answer named. */
async function readOthers(
  services: Services,
  filter: ListFilter,
  options: ListingOptions,
  pages: (Answer | undefined)[],
): Promise<void> {
  const failing = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, failing.signal]) : failing.signal
  let last = Math.min(MOST_PAGES, pages[0]?.page?.totalPages ?? 1)
  let next = 2
  const work = async () => {
    while (next <= last && !signal.aborted) {
      const number = next++
      const answer = await readPage(services, filter, number, { ...options, signal })
      pages[number - 1] = answer
      // Stops at a list that promises endless pages and fills none of them.
      if (isEmpty(answer)) last = Math.min(last, number)
      else if (answer.page && number >= last) last = Math.min(MOST_PAGES, answer.page.totalPages)
    }
  }
  const workers = Array.from({ length: Math.min(PAGES_AT_ONCE, last - 1) }, work)
  try {
    await Promise.all(workers)
  } catch (error) {
    failing.abort()
    await Promise.allSettled(workers)
    throw error
  }
  options.signal?.throwIfAborted()
}

/** Without figures, a page that is not full is the last one. */
async function walk(
  services: Services,
  filter: ListFilter,
  options: ListingOptions,
  pages: (Answer | undefined)[],
): Promise<void> {
  const full = options.pageSize ?? PAGE_SIZE
  for (let latest = pages[0]; latest && pages.length < MOST_PAGES; ) {
    const came = latest.rows.length + latest.oddRows
    if (came === 0 || (latest.page ? pages.length >= latest.page.totalPages : came < full)) return
    latest = await readPage(services, filter, pages.length + 1, options)
    pages.push(latest)
  }
}

async function readPage(
  services: Services,
  filter: ListFilter,
  page: number,
  { signal, pageSize = PAGE_SIZE, onPage }: ListingOptions,
): Promise<Answer> {
  const answer = await services.telnyx.accounts.list(
    {
      page,
      size: pageSize,
      status: filter,
      // Ascending: a new account is added to the last page instead of shifting all pages.
      sort: 'created_at',
      includeCancelled: filter === 'all',
    },
    { lane: 'sync', ...(signal && { signal }) },
  )
  await onPage(answer.rows)
  return answer
}

const isEmpty = ({ rows, oddRows }: Answer) => rows.length + oddRows === 0

/**
 * Pages are checked in page order, whatever order they arrived in. A smaller total on a later page means that accounts
 * left; so does a total that differs from the number of accounts that arrived.
 */
function joined(filter: ListFilter, pages: readonly (Answer | undefined)[]): Listing {
  const rows = new Map<string, ManagedAccount>()
  let total: number | null = null
  let odd = 0
  let steady = true
  for (const [index, answer] of pages.entries()) {
    for (const row of answer?.rows ?? []) rows.set(row.id, row)
    odd += answer?.oddRows ?? 0
    const page = answer?.page
    if (!page || page.number !== index + 1 || (total !== null && page.totalResults < total)) steady = false
    if (page) total = page.totalResults
  }
  const came = rows.size + odd
  return { filter, rows, total, enough: total !== null && came >= total, complete: steady && came === total }
}
