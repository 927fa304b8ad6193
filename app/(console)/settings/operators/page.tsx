import { dehydrate, HydrationBoundary, noop } from '@tanstack/react-query'
import { makeQueryClient } from '@/app/query-client'
import { listOperators } from '@/server/operators/queries'
import { requirePermission } from '@/server/session'
import { operatorsQuery } from '../../_operators/queries'
import { OperatorsScreen } from './operators-screen'

export const metadata = { title: 'Operators' }

export default async function OperatorsPage() {
  const ctx = await requirePermission('operators.manage')
  const client = makeQueryClient()
  void client.query({ ...operatorsQuery(), queryFn: () => listOperators(ctx) }).catch(noop)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <OperatorsScreen />
    </HydrationBoundary>
  )
}
