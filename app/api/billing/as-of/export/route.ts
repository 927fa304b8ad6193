import { askedDay } from '@/lib/history'
import { exportAsOf } from '@/server/billing/as-of'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('billing.read', ({ search, signal }) => ({ day: askedDay(search), signal }), exportAsOf)
