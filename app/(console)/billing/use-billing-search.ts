import { useListSearch } from '@/components/list-screen/use-list-search'
import { type BillingView, billingSearchParsers } from '@/lib/billing'

export function useBillingSearch() {
  'use memo'
  const address = useListSearch(billingSearchParsers)
  return {
    ...address,
    /** Each view has other columns, so the sort is reset. */
    setView: (view: BillingView) => address.setSearch({ view, sort: null }),
    clearFilters: () => address.setSearch({ q: '', below: '' }),
  }
}
