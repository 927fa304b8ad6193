import { loadBillingSearch } from '@/lib/billing'
import { listBilling } from '@/server/billing/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('billing.read', ({ search }) => loadBillingSearch(search), listBilling)
