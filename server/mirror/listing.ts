import 'server-only'
import type { ManagedAccount, SweptStatus } from '@/lib/managed-account'
import type { Services } from '../context'
import type { Page } from '../telnyx/client'

/** The most Telnyx gives in one page. */
export const PAGE_SIZE = 250
/** A list that never ends would keep a sweep for ever: 2.5 million accounts are enough. */
const MOST_PAGES = 10_000
/** More would not be faster: the limiter lets no more of the sync through at once. */
const PAGES_AT_ONCE = 4

export type ListFilter = SweptStatus | 'all'

/** Everything one filter answered. */
export type Listing = {
  filter: ListFilter
  rows: ReadonlyMap<string, ManagedAccount>
  /** What Telnyx says there are; null when it did not say. */
  total: number | null
  /** As many came as there are, or more: some may have left while it was read. */
  enough: boolean
  /** All of them came, so that what is not in it can be taken for absent. */
  complete: boolean
}

type ListingOptions = {
  signal?: AbortSignal | undefined
  /** Smaller pages, for tests: a fleet of ten then has several. */
  pageSize?: number | undefined
  /** Sees every page, the first one before any other is asked for; a throw ends the listing. */
  onPage(rows: readonly ManagedAccount[]): Promise<void>
}

type Answer = Page<ManagedAccount>

/**
 * Reads all pages of one filter once. Accounts that leave a list while it is read move the others up and one is skipped: a listing whose
 * figures do not agree says so. Rejects with TelnyxError.
 */
export async function listAccounts(services: Services, filter: ListFilter, options: ListingOptions): Promise<Listing> {
  const pages = [await readPage(services, filter, 1, options)]
  if (pages[0]?.page) await readOthers(services, filter, options, pages)
  else await walk(services, filter, options, pages)
  return joined(filter, pages)
}

/** The first page alone: enough to learn how many there are, and complete when there is no second one. */
export async function countAccounts(services: Services, filter: ListFilter, options: ListingOptions): Promise<Listing> {
  return joined(filter, [await readPage(services, filter, 1, options)])
}

/** Several pages at a time, up to the last one that any page told of. */
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
      // A list that promises pages without end and fills none of them is left alone.
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

/** Without figures the end is where a page is not full. */
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
      // Ascending: a new account lands on the last page instead of shifting all.
      sort: 'created_at',
      includeCancelled: filter === 'cancelled' || filter === 'all',
    },
    { lane: 'sync', ...(signal && { signal }) },
  )
  await onPage(answer.rows)
  return answer
}

const isEmpty = ({ rows, oddRows }: Answer) => rows.length + oddRows === 0

/**
 * Pages are judged in their own order, whenever they came: a total that is smaller on a later page means that accounts left, and a
 * total that more or fewer accounts than came make up means the same.
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
