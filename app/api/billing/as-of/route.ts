import { askedDay } from '@/lib/history'
import { readTotalsAsOf } from '@/server/billing/as-of'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('billing.read', ({ search }) => askedDay(search), readTotalsAsOf)
