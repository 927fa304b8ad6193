import { exportColumnsOf } from '@/lib/account-export'
import { uuidOf } from '@/lib/account-inputs'
import { invalid } from '@/lib/errors'
import { exportAccounts } from '@/server/accounts/export/export'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'accounts.export',
  ({ search, signal }) => {
    const selection = uuidOf(search.get('selection'))
    if (!selection) throw invalid('Choose a selection to export.')
    return { selection, columns: exportColumnsOf(search.get('columns')), signal }
  },
  exportAccounts,
)
