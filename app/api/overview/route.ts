import { readOverview } from '@/server/overview/queries'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('accounts.read', () => null, readOverview)
