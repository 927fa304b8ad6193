import { accountIdOf } from '@/lib/account-inputs'
import { accountTimeline } from '@/server/audit/list'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', ({ params }) => accountIdOf(params.id), accountTimeline)
