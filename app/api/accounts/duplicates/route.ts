import { loadDuplicateQuestion } from '@/lib/account-duplicates'
import { findDuplicates } from '@/server/accounts/duplicates'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.create', ({ search }) => loadDuplicateQuestion(search), findDuplicates)
