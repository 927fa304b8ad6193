import { rosterScreen } from '@/server/organization/roster'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'organization.read',
  () => null,
  ctx => rosterScreen(ctx),
)
