import { dehydrate } from '@tanstack/react-query'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { listOperators } from '@/server/operators/queries'
import { requirePermission } from '@/server/web/session'
import { OperatorsScreen } from './operators-screen'
import { operatorsQuery } from './queries'

export const metadata = { title: 'Operators' }

export default async function OperatorsPage() {
  const ctx = await requirePermission('operators.manage')
  const client = makeQueryClient()
  await answeredSoon(client.query({ ...operatorsQuery(), queryFn: () => listOperators(ctx) }))
  return (
    <PageData state={dehydrate(client)}>
      <OperatorsScreen />
    </PageData>
  )
}
