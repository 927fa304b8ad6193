import type { Metadata } from 'next'
import { requirePermission } from '@/server/session'
import { CreateScreen } from './create-screen'

export const metadata: Metadata = { title: 'New account' }

export default async function NewAccountPage() {
  const ctx = await requirePermission('accounts.create')
  return <CreateScreen operatorEmail={ctx.actor.email} role={ctx.actor.role} />
}
