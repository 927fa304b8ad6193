import { listViews } from '@/server/views/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', () => null, listViews)
