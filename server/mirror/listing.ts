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
type ReadPage = (page: number, signal?: AbortSignal) => Promise<Answer>

/**
 * Reads all pages of one filter once. When an account leaves the list during the reading, the others move up and one is
 * skipped: a listing whose figures do not add up is marked incomplete. Rejects with TelnyxError.
 */
export async function listAccounts(services: Services, filter: ListFilter, options: ListingOptions): Promise<Listing> {
  const read = pageReader(services, filter, options)
  const first = await read(1)
  return joined(filter, first.page ? await readOthers(read, first, options) : await walk(read, first, options))
}

/** Only the first page: enough to learn the total, and complete when there is no second page. */
export async function countAccounts(services: Services, filter: ListFilter, options: ListingOptions): Promise<Listing> {
  return joined(filter, [await pageReader(services, filter, options)(1)])
}

/** Several pages at a time, up to the last page that any answer named. */
async function readOthers(read: ReadPage, first: Answer, options: ListingOptions): Promise<(Answer | undefined)[]> {
  const pages: (Answer | undefined)[] = [first]
  const failing = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, failing.signal]) : failing.signal
  let last = Math.min(MOST_PAGES, first.page?.totalPages ?? 1)
  let next = 2
  const work = async () => {
    while (next <= last && !signal.aborted) {
      const number = next++
      const answer = await read(number, signal)
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
  return pages
}

/** Without figures, a page that is not full is the last one. */
async function walk(read: ReadPage, first: Answer, { pageSize = PAGE_SIZE }: ListingOptions): Promise<Answer[]> {
  const pages = [first]
  for (let latest = first; pages.length < MOST_PAGES; ) {
    const came = latest.rows.length + latest.oddRows
    if (came === 0 || (latest.page ? pages.length >= latest.page.totalPages : came < pageSize)) break
    latest = await read(pages.length + 1)
    pages.push(latest)
  }
  return pages
}

function pageReader({ telnyx }: Services, filter: ListFilter, options: ListingOptions): ReadPage {
  const { pageSize: size = PAGE_SIZE, onPage } = options
  return async (page, signal = options.signal) => {
    const answer = await telnyx.accounts.list(
      // Ascending: a new account is added to the last page instead of shifting all pages.
      { page, size, status: filter, sort: 'created_at', includeCancelled: filter === 'all' },
      { lane: 'sync', ...(signal && { signal }) },
    )
    await onPage(answer.rows)
    return answer
  }
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
