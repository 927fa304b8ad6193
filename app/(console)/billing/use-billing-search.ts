import type { SortingState } from '@tanstack/react-table'
import { useQueryStates } from 'nuqs'
import {
  type BillingSearch,
  type BillingView,
  billingSearchParsers,
  billingSortKeys,
  normalizeBillingSearch,
} from '@/lib/billing'

/** The address is the only owner of what selects rows. A change of anything but the page goes back to page 1 in the same write. */
export function useBillingSearch() {
  'use memo'
  const [raw, setRaw] = useQueryStates(billingSearchParsers)
  const search = normalizeBillingSearch(raw)
  const write = (patch: Partial<BillingSearch>, history: 'push' | 'replace') =>
    void setRaw({ page: null, ...patch }, { history })
  return {
    search,
    setSearch: (patch: Partial<BillingSearch>) => write(patch, 'push'),
    /** While typing: one step back leaves the search, not its last letter. */
    setQuery: (q: string) => write({ q }, 'replace'),
    /** Each view has columns of its own, so a sorting does not go with it; the queue begins with what is open, as its count says. */
    setView: (view: BillingView) => write({ view, sort: null, state: 'open' }, 'push'),
    clearFilters: () => write({ q: '', flag: [] }, 'push'),
  }
}

/** What the table's header shows: the address, or the view's own order. */
export function sortingOf({ sort, view }: BillingSearch): SortingState {
  const by = sort ?? (view === 'low' ? 'credit' : 'name')
  const desc = by.startsWith('-')
  return [{ id: desc ? by.slice(1) : by, desc }]
}

/** Null for a column the server cannot sort by. */
export function sortOf(sorting: SortingState): BillingSearch['sort'] {
  const [first] = sorting
  const key = billingSortKeys.find(name => name === first?.id)
  if (!key) return null
  return first?.desc ? `-${key}` : key
}
