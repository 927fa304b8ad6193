import { dehydrate, HydrationBoundary, noop } from '@tanstack/react-query'
import { makeQueryClient } from '@/app/query-client'
import { ownSecurity } from '@/server/operators/own'
import { requirePermission } from '@/server/session'
import { securityQuery } from '../_security/queries'
import { SecurityScreen } from './security-screen'

export const metadata = { title: 'Your sign-in' }

export default async function SecurityPage() {
  const ctx = await requirePermission('security.own')
  const client = makeQueryClient()
  void client.query({ ...securityQuery(), queryFn: () => ownSecurity(ctx) }).catch(noop)
  const { name, email } = ctx.actor
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SecurityScreen operator={{ name, email }} />
    </HydrationBoundary>
  )
}
