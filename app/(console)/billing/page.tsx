import { dehydrate, HydrationBoundary, noop } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { makeQueryClient } from '@/app/query-client'
import { ListBoundary } from '@/components/states/list-boundary'
import { PageHeader } from '@/components/ui/page-header'
import { loadBillingSearch } from '@/lib/billing'
import { listBilling, readBillingTotals } from '@/server/billing/queries'
import { requirePermission } from '@/server/session'
import { billingQuery, billingTotalsQuery } from '../_billing/queries'
import { BillingPending, BillingScreen } from './billing-screen'
import { Totals, TotalsPending } from './totals'

export const metadata: Metadata = { title: 'Billing' }

export default async function BillingPage({ searchParams }: PageProps<'/billing'>) {
  const ctx = await requirePermission('billing.read')
  const search = loadBillingSearch(await searchParams)
  const client = makeQueryClient()
  void client.query({ ...billingQuery(search), queryFn: () => listBilling(ctx, search) }).catch(noop)
  void client.query({ ...billingTotalsQuery(), queryFn: () => readBillingTotals(ctx) }).catch(noop)
  const { role } = ctx.actor
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Billing" meta="Who pays for what, and whether that is as agreed" />
      <ListBoundary pending={<TotalsPending />}>
        <Totals />
      </ListBoundary>
      <ListBoundary pending={<BillingPending />}>
        <BillingScreen role={role} />
      </ListBoundary>
    </HydrationBoundary>
  )
}
