import type { Metadata } from 'next'
import { requirePermission } from '@/server/web/session'
import { LimitsScreen } from './limits-screen'

export const metadata: Metadata = { title: 'Import channel limits' }

export default async function StateLimitsPage() {
  await requirePermission('channels.limit')
  return <LimitsScreen />
}
