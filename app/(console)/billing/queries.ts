import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import { type BillingPage, type BillingSearch, type BillingTotals, serializeBillingSearch } from '@/lib/billing'

export const billingQuery = (search: BillingSearch) =>
  queryOptions({
    queryKey: ['billing', 'list', search],
    queryFn: get<BillingPage>(`/api/billing${serializeBillingSearch(search)}`),
    // More often while a row waits for Telnyx's answer.
    refetchInterval: query => (query.state.data?.rows.some(row => row.pending) ? 2_000 : 15_000),
  })

export const billingTotalsQuery = () =>
  queryOptions({
    queryKey: ['billing', 'totals'],
    queryFn: get<BillingTotals>('/api/billing/totals'),
    refetchInterval: 15_000,
  })
