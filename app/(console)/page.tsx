import { dehydrate } from '@tanstack/react-query'
import { PageData } from '@/components/states/page-data'
import { readOverview } from '@/server/overview/queries'
import { requirePermission } from '@/server/web/session'
import { answeredSoon, makeQueryClient } from '../query-client'
import { OverviewScreen } from './overview/overview-screen'
import { overviewQuery } from './overview/queries'

export default async function OverviewPage() {
  const ctx = await requirePermission('accounts.read')
  const client = makeQueryClient()
  await answeredSoon(client.query({ ...overviewQuery(), queryFn: () => readOverview(ctx) }))
  return (
    <PageData state={dehydrate(client)}>
      <OverviewScreen name={ctx.actor.name} role={ctx.actor.role} />
    </PageData>
  )
}
