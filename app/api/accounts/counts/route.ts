import { loadAccountSearch } from '@/lib/account-search'
import { countSearch } from '@/server/accounts/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', ({ search }) => loadAccountSearch(search), countSearch)
