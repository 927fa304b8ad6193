import { exportColumnsOf } from '@/lib/account-export'
import { invalid } from '@/lib/errors'
import { exportAccounts } from '@/server/accounts/export/export'
import { defineRoute } from '@/server/route'

export const GET = defineRoute(
  'accounts.export',
  ({ request }) => {
    const { searchParams } = new URL(request.url)
    const selection = searchParams.get('selection')
    if (!selection || !/^[0-9a-f-]{36}$/.test(selection)) throw invalid('Say which selection to export.')
    return { selection, columns: exportColumnsOf(searchParams.get('columns')), signal: request.signal }
  },
  exportAccounts,
)
