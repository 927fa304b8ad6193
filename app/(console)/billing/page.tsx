import { dehydrate } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { PageHeader } from '@/components/ui/page-header'
import { PhoneSheet, SheetButton } from '@/components/ui/phone-sheet'
import { loadBillingSearch } from '@/lib/billing'
import { listBilling, readBillingTotals } from '@/server/billing/queries'
import { requirePermission } from '@/server/web/session'
import { BillingScreen } from './billing-screen'
import { billingQuery, billingTotalsQuery } from './queries'
import { Totals } from './totals'

export const metadata: Metadata = { title: 'Billing' }

export default async function BillingPage({ searchParams }: PageProps<'/billing'>) {
  const ctx = await requirePermission('billing.read')
  const search = loadBillingSearch(await searchParams)
  const client = makeQueryClient()
  await answeredSoon(
    client.query({ ...billingQuery(search), queryFn: () => listBilling(ctx, search) }),
    client.query({ ...billingTotalsQuery(), queryFn: () => readBillingTotals(ctx) }),
  )
  const { role } = ctx.actor
  return (
    <PageData state={dehydrate(client)}>
      <PageHeader
        title="Billing"
        meta="How each account is billed, and whether that is as agreed"
        actions={<SheetButton sheet="totals">Totals</SheetButton>}
      />
      <PhoneSheet id="totals" title="Totals">
        <Totals />
      </PhoneSheet>
      <BillingScreen role={role} />
    </PageData>
  )
}
