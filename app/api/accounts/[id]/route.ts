import { accountIdOf } from '@/lib/account-inputs'
import { openAccount } from '@/server/accounts/view'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', ({ params }) => accountIdOf(params.id), openAccount)
