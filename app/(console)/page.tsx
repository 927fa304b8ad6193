import { dehydrate, HydrationBoundary, noop } from '@tanstack/react-query'
import { ListBoundary } from '@/components/states/list-boundary'
import { readOverview } from '@/server/overview/queries'
import { requirePermission } from '@/server/session'
import { makeQueryClient } from '../query-client'
import { OverviewScreen } from './_overview/overview-screen'
import { OverviewSkeleton } from './_overview/overview-skeleton'
import { overviewQuery } from './_overview/queries'

export default async function OverviewPage() {
  const ctx = await requirePermission('accounts.read')
  const client = makeQueryClient()
  void client.query({ ...overviewQuery(), queryFn: () => readOverview(ctx) }).catch(noop)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ListBoundary pending={<OverviewSkeleton />}>
        <OverviewScreen name={ctx.actor.name} />
      </ListBoundary>
    </HydrationBoundary>
  )
}
