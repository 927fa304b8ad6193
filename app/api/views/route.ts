import { defineRoute } from '@/server/route'
import { listViews } from '@/server/views/queries'

export const GET = defineRoute('accounts.read', () => null, listViews)
