import { dehydrate } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { PageHeader } from '@/components/ui/page-header'
import { PhoneSheet, SheetButton } from '@/components/ui/phone-sheet'
import { loadBillingSearch } from '@/lib/billing'
import { loadRoundSearch } from '@/lib/reviews'
import { listBilling, readBillingTotals } from '@/server/billing/queries'
import { listItems } from '@/server/reviews/items'
import { readDesk } from '@/server/reviews/rounds'
import { requirePermission } from '@/server/web/session'
import { deskQuery, itemsQuery } from '../_shell/reviews/queries'
import { BillingScreen } from './billing-screen'
import { billingQuery, billingTotalsQuery } from './queries'
import { Totals } from './totals'
import { TotalsAsOf } from './totals-as-of'
import { TotalsHistory } from './totals-history'

export const metadata: Metadata = { title: 'Billing' }

export default async function BillingPage({ searchParams }: PageProps<'/billing'>) {
  const ctx = await requirePermission('billing.read')
  const asked = await searchParams
  const search = loadBillingSearch(asked)
  const client = makeQueryClient()
  const rounds = loadRoundSearch(asked)
  const readRound = async () => {
    const { round } = await client.query({
      ...deskQuery('billing', rounds.round),
      queryFn: () => readDesk(ctx, { desk: 'billing', round: rounds.round }),
    })
    if (!round) return
    const items = { roundId: round.id, search: rounds }
    await client.query({ ...itemsQuery(round.id, rounds), queryFn: () => listItems(ctx, items) })
  }
  await answeredSoon(
    search.view === 'round' ? readRound() : Promise.resolve(),
    client.query({ ...billingQuery(search), queryFn: () => listBilling(ctx, search) }),
    client.query({ ...billingTotalsQuery(), queryFn: () => readBillingTotals(ctx) }),
  )
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
      <BillingScreen role={ctx.actor.role} />
      <div className="below-list">
        <TotalsAsOf />
        <TotalsHistory />
      </div>
    </PageData>
  )
}
