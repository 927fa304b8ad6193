import { dehydrate, HydrationBoundary, noop } from '@tanstack/react-query'
import { makeQueryClient } from '@/app/query-client'
import { readConnection } from '@/server/connection'
import { requirePermission } from '@/server/session'
import { ConnectionScreen } from './connection-screen'
import { connectionQuery } from './queries'

export const metadata = { title: 'Telnyx connection' }

export default async function ConnectionPage() {
  const ctx = await requirePermission('settings.write')
  const client = makeQueryClient()
  void client.query({ ...connectionQuery(), queryFn: () => readConnection(ctx) }).catch(noop)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ConnectionScreen />
    </HydrationBoundary>
  )
}
