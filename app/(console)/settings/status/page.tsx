import { dehydrate } from '@tanstack/react-query'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { readOwnStatus } from '@/server/overview/status'
import { requirePermission } from '@/server/web/session'
import { statusQuery } from './queries'
import { StatusScreen } from './status-screen'

export const metadata = { title: 'Console status' }

export default async function StatusPage() {
  const ctx = await requirePermission('settings.write')
  const client = makeQueryClient()
  await answeredSoon(client.query({ ...statusQuery(), queryFn: () => readOwnStatus(ctx) }))
  return (
    <PageData state={dehydrate(client)}>
      <StatusScreen />
    </PageData>
  )
}
