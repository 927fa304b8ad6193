import { dehydrate } from '@tanstack/react-query'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { loadAuditSearch } from '@/lib/audit'
import { can } from '@/lib/permissions'
import { listActors, listAudit } from '@/server/audit/list'
import { requirePermission } from '@/server/web/session'
import { AuditScreen } from './audit-screen'
import { auditQuery } from './queries'

export const metadata = { title: 'Audit' }

export default async function AuditPage({ searchParams }: PageProps<'/audit'>) {
  const ctx = await requirePermission('audit.own')
  const search = loadAuditSearch(await searchParams)
  const client = makeQueryClient()
  const rows = client.query({ ...auditQuery(search), queryFn: () => listAudit(ctx, search) })
  const [actors] = await Promise.all([listActors(ctx), answeredSoon(rows)])
  return (
    <PageData state={dehydrate(client)}>
      <AuditScreen ownOnly={!can(ctx.actor.role, 'audit.all')} actors={actors} />
    </PageData>
  )
}
