import type { SortingState } from '@tanstack/react-table'
import { useQueryStates } from 'nuqs'
import {
  type BillingSearch,
  type BillingView,
  billingSearchParsers,
  billingSortKeys,
  normalizeBillingSearch,
  usualSort,
} from '@/lib/billing'

/** The address alone holds the search. A change of anything but the page also returns to page 1. */
export function useBillingSearch() {
  'use memo'
  const [raw, setRaw] = useQueryStates(billingSearchParsers)
  const search = normalizeBillingSearch(raw)
  const write = (patch: Partial<BillingSearch>, history: 'push' | 'replace') =>
    void setRaw({ page: null, ...patch }, { history })
  return {
    search,
    setSearch: (patch: Partial<BillingSearch>) => write(patch, 'push'),
    /** Typing adds no history entries: Back leaves the search instead of removing its last letter. */
    setQuery: (q: string) => write({ q }, 'replace'),
    /** Each view has other columns, so the sort is reset. */
    setView: (view: BillingView) => write({ view, sort: null }, 'push'),
    clearFilters: () => write({ q: '', below: '' }, 'push'),
  }
}

/** The sort that the table's header shows: the one in the address, else the view's default. */
export function sortingOf({ sort, view }: BillingSearch): SortingState {
  const by = sort ?? usualSort(view)
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
