import 'server-only'
import type { ManagedAccount, SweptStatus } from '@/lib/managed-account'
import type { Services } from '../context'

const PAGE_SIZE = 250
/** A list that never ends would keep a sweep for ever: 2.5 million accounts are enough. */
const MOST_PAGES = 10_000

export type ListFilter = SweptStatus | 'all'

/** Everything one filter answered. */
export type Listing = {
  filter: ListFilter
  rows: ReadonlyMap<string, ManagedAccount>
  /** What Telnyx says there are; null when it did not say. */
  total: number | null
  /** All of them came, so that what is not in it can be taken for absent. */
  complete: boolean
}

export type ListingOptions = {
  signal?: AbortSignal | undefined
  /** Sees every page before the next one is asked for; a throw ends the listing. */
  onPage(rows: readonly ManagedAccount[]): Promise<void>
}

/**
 * Reads all pages of one filter. Accounts that leave a list while it is read move the others up and one is skipped: a listing whose
 * figures do not agree is read once more, and says so when they still do not. Rejects with TelnyxError.
 */
export async function listAccounts(services: Services, filter: ListFilter, options: ListingOptions): Promise<Listing> {
  const first = await readPages(services, filter, options)
  return first.complete || first.total === null ? first : readPages(services, filter, options)
}

async function readPages(services: Services, filter: ListFilter, options: ListingOptions): Promise<Listing> {
  const rows = new Map<string, ManagedAccount>()
  let total: number | null = null
  let odd = 0
  let steady = true
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const answer = await services.telnyx.accounts.list(
      {
        page: number,
        size: PAGE_SIZE,
        status: filter,
        // Ascending: a new account lands on the last page instead of shifting all.
        sort: 'created_at',
        includeCancelled: filter === 'cancelled' || filter === 'all',
      },
      { lane: 'sync', ...(options.signal && { signal: options.signal }) },
    )
    await options.onPage(answer.rows)
    for (const row of answer.rows) rows.set(row.id, row)
    odd += answer.oddRows
    const { page } = answer
    if (!page || page.number !== number || (total !== null && page.totalResults < total)) steady = false
    if (page) total = page.totalResults
    const came = answer.rows.length + answer.oddRows
    if (came === 0 || (page ? number >= page.totalPages : came < PAGE_SIZE)) break
  }
  return { filter, rows, total, complete: steady && total === rows.size + odd }
}
