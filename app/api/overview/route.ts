import { readOverview } from '@/server/overview/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', () => null, readOverview)
