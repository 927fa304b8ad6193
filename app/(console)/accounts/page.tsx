import { dehydrate } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { answeredSoon, answeredWithin, makeQueryClient } from '@/app/query-client'
import { completeLook } from '@/components/data-table/look'
import { PageData } from '@/components/states/page-data'
import { loadAccountSearch } from '@/lib/account-search'
import { countSearch, listAccounts } from '@/server/accounts/queries'
import { readPreference } from '@/server/views/preferences'
import { findView } from '@/server/views/queries'
import { requirePermission } from '@/server/web/session'
import { AccountsScreen } from './accounts-screen'
import { columnDefaults } from './column-defaults'
import { accountCountsQuery, accountsQuery } from './list-queries'

export const metadata: Metadata = { title: 'Managed accounts' }

const countsWaitMs = 30

export default async function AccountsPage({ searchParams }: PageProps<'/accounts'>) {
  const ctx = await requirePermission('accounts.read')
  const asked = await searchParams
  const search = loadAccountSearch(asked)
  const client = makeQueryClient()
  const rows = client.query({ ...accountsQuery(search), queryFn: () => listAccounts(ctx, search) })
  const counts = client.query({ ...accountCountsQuery(search), queryFn: () => countSearch(ctx, search) })
  const [kept, view] = await Promise.all([
    readPreference(ctx, 'accounts.look'),
    findView(ctx, typeof asked.view === 'string' ? asked.view : null),
    answeredSoon(rows),
    // With them the page need not render twice. A large fleet's rows do not wait for its counts.
    answeredWithin(countsWaitMs, counts),
  ])
  const look = completeLook(kept, columnDefaults)
  const { role } = ctx.actor
  return (
    <PageData state={dehydrate(client)}>
      <AccountsScreen role={role} look={look} view={view} />
    </PageData>
  )
}
