import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import { type BillingPage, type BillingSearch, type BillingTotals, serializeBillingSearch } from '@/lib/billing'

export const billingKeys = {
  all: ['billing'] as const,
  list: (search: BillingSearch) => [...billingKeys.all, 'list', search] as const,
  totals: () => [...billingKeys.all, 'totals'] as const,
}

export function billingQuery(search: BillingSearch) {
  return queryOptions({
    queryKey: billingKeys.list(search),
    queryFn: ({ signal }): Promise<BillingPage> => fetchJson(`/api/billing${serializeBillingSearch(search)}`, signal),
    // More often while a row waits for Telnyx's answer.
    refetchInterval: query => (query.state.data?.rows.some(row => row.pending) ? 2_000 : 15_000),
  })
}

export function billingTotalsQuery() {
  return queryOptions({
    queryKey: billingKeys.totals(),
    queryFn: ({ signal }): Promise<BillingTotals> => fetchJson('/api/billing/totals', signal),
    refetchInterval: 15_000,
  })
}
