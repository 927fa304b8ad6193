import { dehydrate, HydrationBoundary, noop } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { makeQueryClient } from '@/app/query-client'
import { completeLook } from '@/components/data-table/look'
import { ListBoundary } from '@/components/states/list-boundary'
import { loadAccountSearch } from '@/lib/account-search'
import { countSearch, listAccounts } from '@/server/accounts/queries'
import { readPreference } from '@/server/preferences/preferences'
import { requirePermission } from '@/server/session'
import { findView } from '@/server/views/queries'
import { accountCountsQuery, accountsQuery } from '../_accounts/queries'
import { AccountsPending, AccountsScreen } from './accounts-screen'
import { columnDefaults } from './column-defaults'

export const metadata: Metadata = { title: 'Managed accounts' }

export default async function AccountsPage({ searchParams }: PageProps<'/accounts'>) {
  const ctx = await requirePermission('accounts.read')
  const asked = await searchParams
  const search = loadAccountSearch(asked)
  const client = makeQueryClient()
  void client.query({ ...accountsQuery(search), queryFn: () => listAccounts(ctx, search) }).catch(noop)
  void client.query({ ...accountCountsQuery(search), queryFn: () => countSearch(ctx, search) }).catch(noop)
  const [kept, view] = await Promise.all([
    readPreference(ctx, 'accounts.look'),
    findView(ctx, typeof asked.view === 'string' ? asked.view : null),
  ])
  const look = completeLook(kept, columnDefaults)
  const { role } = ctx.actor
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ListBoundary pending={<AccountsPending role={role} look={look} view={view} />}>
        <AccountsScreen role={role} look={look} view={view} />
      </ListBoundary>
    </HydrationBoundary>
  )
}
