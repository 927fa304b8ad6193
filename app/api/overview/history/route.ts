import { readStatusHistory } from '@/server/mirror/history/series'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', () => null, readStatusHistory)
