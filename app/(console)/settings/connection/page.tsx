import { dehydrate } from '@tanstack/react-query'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { readConnection } from '@/server/overview/connection'
import { requirePermission } from '@/server/web/session'
import { ConnectionScreen } from './connection-screen'
import { connectionQuery } from './queries'

export const metadata = { title: 'Telnyx connection' }

export default async function ConnectionPage() {
  const ctx = await requirePermission('settings.write')
  const client = makeQueryClient()
  await answeredSoon(client.query({ ...connectionQuery(), queryFn: () => readConnection(ctx) }))
  return (
    <PageData state={dehydrate(client)}>
      <ConnectionScreen />
    </PageData>
  )
}
