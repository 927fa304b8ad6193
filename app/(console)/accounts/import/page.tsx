import type { Metadata } from 'next'
import { requirePermission } from '@/server/web/session'
import { ImportScreen } from './import-screen'

export const metadata: Metadata = { title: 'Import accounts' }

export default async function ImportPage() {
  const ctx = await requirePermission('accounts.import')
  return <ImportScreen operatorEmail={ctx.actor.email} />
}
