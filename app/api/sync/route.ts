import { defineRoute } from '@/server/route'
import { syncState } from '@/server/sync/state'

export const GET = defineRoute(
  'accounts.read',
  () => null,
  ctx => syncState(ctx),
)
