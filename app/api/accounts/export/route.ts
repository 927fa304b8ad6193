import { exportColumnsOf } from '@/lib/account-export'
import { uuidOf } from '@/lib/account-inputs'
import { invalid } from '@/lib/errors'
import { exportAccounts } from '@/server/accounts/export/export'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'accounts.export',
  ({ request }) => {
    const { searchParams } = new URL(request.url)
    const selection = uuidOf(searchParams.get('selection'))
    if (!selection) throw invalid('Choose a selection to export.')
    return { selection, columns: exportColumnsOf(searchParams.get('columns')), signal: request.signal }
  },
  exportAccounts,
)
