import { loadBillingSearch } from '@/lib/billing'
import { exportBilling } from '@/server/billing/export'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('billing.read', ({ search }) => loadBillingSearch(search), exportBilling)
