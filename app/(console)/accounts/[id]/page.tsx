import { dehydrate } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { accountIdOf } from '@/lib/account-inputs'
import type { AccountView } from '@/lib/accounts'
import { AppError } from '@/lib/errors'
import { viewAccount } from '@/server/accounts/view'
import { accountTimeline } from '@/server/audit/list'
import { requirePermission } from '@/server/web/session'
import { accountKeys, timelineQuery } from '../queries'
import { accountName } from '../words'
import { AccountScreen } from './account-screen'
import { Timeline } from './timeline'

/** Once per request, for the title and the page. */
const context = cache(() => requirePermission('accounts.read'))
const view = cache(async (id: string): Promise<AccountView | null> => {
  try {
    return await viewAccount(await context(), accountIdOf(id))
  } catch (error) {
    if (error instanceof AppError && error.problem.code === 'not_found') return null
    throw error
  }
})

export async function generateMetadata({ params }: PageProps<'/accounts/[id]'>): Promise<Metadata> {
  const found = await view((await params).id)
  return { title: found ? accountName(found.account) : 'Not found' }
}

/** Renders from the mirror. The browser then requests a fresh balance, so that the page never waits for Telnyx. */
export default async function AccountPage({ params }: PageProps<'/accounts/[id]'>) {
  const ctx = await context()
  const found = await view((await params).id)
  if (!found) notFound()
  const { id } = found.account
  const client = makeQueryClient()
  client.setQueryData(accountKeys.detail(id), found)
  await answeredSoon(client.query({ ...timelineQuery(id), queryFn: () => accountTimeline(ctx, id) }))
  return (
    <PageData state={dehydrate(client)}>
      <AccountScreen id={id} role={ctx.actor.role} timeline={<Timeline id={id} />} />
    </PageData>
  )
}
