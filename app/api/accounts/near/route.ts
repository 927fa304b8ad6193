import { loadAccountSearch } from '@/lib/account-search'
import { nearAccounts } from '@/server/accounts/near'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', ({ search }) => loadAccountSearch(search).q, nearAccounts)
