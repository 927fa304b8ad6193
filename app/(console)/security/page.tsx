import { dehydrate } from '@tanstack/react-query'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { ownSecurity } from '@/server/operators/own'
import { requirePermission } from '@/server/web/session'
import { securityQuery } from '../_shell/queries'
import { SecurityScreen } from './security-screen'

export const metadata = { title: 'Your sign-in' }

export default async function SecurityPage() {
  const ctx = await requirePermission('security.own')
  const client = makeQueryClient()
  await answeredSoon(client.query({ ...securityQuery(), queryFn: () => ownSecurity(ctx) }))
  const { name, email } = ctx.actor
  return (
    <PageData state={dehydrate(client)}>
      <SecurityScreen operator={{ name, email }} />
    </PageData>
  )
}
