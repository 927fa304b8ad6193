import type { Metadata } from 'next'
import { uuidOf } from '@/lib/account-inputs'
import { readAccountLimit } from '@/server/accounts/limit'
import { createOfForm } from '@/server/accounts/open-creates'
import { requirePermission } from '@/server/web/session'
import { CreateScreen } from './create-screen'

export const metadata: Metadata = { title: 'New account' }

export default async function NewAccountPage({ searchParams }: PageProps<'/accounts/new'>) {
  const ctx = await requirePermission('accounts.create')
  const formId = uuidOf((await searchParams).form)
  const [sent, limit] = await Promise.all([formId === null ? null : createOfForm(ctx, formId), readAccountLimit(ctx)])
  return (
    <CreateScreen
      // A form that turns out to have arrived replaces the empty one.
      key={sent?.command.id ?? 'new'}
      operatorEmail={ctx.actor.email}
      role={ctx.actor.role}
      limit={limit}
      formId={formId}
      sent={sent}
    />
  )
}
