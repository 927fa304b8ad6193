import { verifyRecord } from '@/server/audit/verify'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'audit.all',
  () => null,
  ctx => verifyRecord(ctx),
)
