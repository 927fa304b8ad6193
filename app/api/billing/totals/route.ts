import { readBillingTotals } from '@/server/billing/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('billing.read', () => null, readBillingTotals)
