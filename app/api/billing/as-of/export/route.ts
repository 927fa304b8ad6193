import { askedDay } from '@/lib/history'
import { exportAsOf } from '@/server/billing/as-of'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'billing.read',
  ({ request }) => ({ day: askedDay(request.url), signal: request.signal }),
  exportAsOf,
)
