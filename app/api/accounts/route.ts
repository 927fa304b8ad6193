import { loadAccountSearch } from '@/lib/account-search'
import { listAccounts } from '@/server/accounts/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', ({ search }) => loadAccountSearch(search), listAccounts)
