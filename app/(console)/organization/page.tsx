import { dehydrate, noop } from '@tanstack/react-query'
import { makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { rosterScreen } from '@/server/organization/roster'
import { requirePermission } from '@/server/web/session'
import { OrganizationScreen } from './organization-screen'
import { rosterQuery } from './queries'

export const metadata = { title: 'Organization users' }

export default async function OrganizationPage() {
  const ctx = await requirePermission('organization.read')
  const client = makeQueryClient()
  // Not awaited, because the roster may have to be read from Telnyx.
  void client.query({ ...rosterQuery(), queryFn: () => rosterScreen(ctx) }).catch(noop)
  return (
    <PageData state={dehydrate(client)}>
      <OrganizationScreen role={ctx.actor.role} />
    </PageData>
  )
}
