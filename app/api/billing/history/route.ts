import { readTotalsHistory } from '@/server/mirror/history/series'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('billing.read', () => null, readTotalsHistory)
