import 'server-only'
import type { ExportColumn } from '@/lib/account-columns'
import { type BillingSearch, billingViewWords } from '@/lib/billing'
import { invalid } from '@/lib/errors'
import { exportList } from '../accounts/export/list'
import type { Ctx, OperatorActor } from '../context'
import { billingIds } from './queries'

const columns: readonly ExportColumn[] = ['name', 'status', 'email', 'rollup', 'balance', 'credit', 'id']

/** The accounts of a view with their balances, and totals of own balances. Throws invalid for the review round. */
export async function exportBilling(ctx: Ctx<OperatorActor>, search: BillingSearch): Promise<Response> {
  if (search.view === 'round') throw invalid('Choose a list of accounts. A signed-off round has its own evidence.')
  const words = [
    billingViewWords[search.view],
    search.view === 'low' && search.below !== '' && `same threshold for all: ${search.below}`,
    search.q !== '' && `matching “${search.q}”`,
  ]
  return exportList(ctx, {
    ids: await billingIds(ctx, search),
    scope: words.filter(Boolean).join(', '),
    name: `billing-${search.view}`,
    columns,
  })
}
