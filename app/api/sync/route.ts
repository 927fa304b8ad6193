import { syncState } from '@/server/mirror/state'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'accounts.read',
  () => null,
  ctx => syncState(ctx),
)
