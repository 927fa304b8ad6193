import { accountIdOf } from '@/lib/account-inputs'
import { readBalanceHistory } from '@/server/mirror/history/series'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.balances', ({ params }) => accountIdOf(params.id), readBalanceHistory)
