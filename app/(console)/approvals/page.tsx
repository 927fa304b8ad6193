import { dehydrate, HydrationBoundary, noop } from '@tanstack/react-query'
import { makeQueryClient } from '@/app/query-client'
import { approvalsScreen } from '@/server/approvals/screen'
import { requirePermission } from '@/server/session'
import { approvalsQuery } from '../_approvals/queries'
import { ApprovalsScreen } from './approvals-screen'

export const metadata = { title: 'Approvals' }

export default async function ApprovalsPage() {
  const ctx = await requirePermission('approvals.read')
  const client = makeQueryClient()
  void client.query({ ...approvalsQuery(), queryFn: () => approvalsScreen(ctx) }).catch(noop)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ApprovalsScreen role={ctx.actor.role} />
    </HydrationBoundary>
  )
}
