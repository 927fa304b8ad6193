import { dehydrate } from '@tanstack/react-query'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { approvalsScreen } from '@/server/commands/approvals/screen'
import { requirePermission } from '@/server/web/session'
import { ApprovalsScreen } from './approvals-screen'
import { approvalsQuery } from './queries'

export const metadata = { title: 'Approvals' }

export default async function ApprovalsPage() {
  const ctx = await requirePermission('approvals.read')
  const client = makeQueryClient()
  await answeredSoon(client.query({ ...approvalsQuery(), queryFn: () => approvalsScreen(ctx) }))
  return (
    <PageData state={dehydrate(client)}>
      <ApprovalsScreen role={ctx.actor.role} />
    </PageData>
  )
}
