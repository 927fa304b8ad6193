import { FileX2, ReceiptText, SearchX } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatNumber } from '@/components/ui/number'
import type { AccountView, BillingPage, BillingSearch } from '@/lib/billing'

type Props = {
  page: BillingPage
  search: BillingSearch
  setSearch: (patch: Partial<BillingSearch>) => void
  clearFilters: () => void
}

const nothing: Record<AccountView, { title: string; why: string }> = {
  rollup: { title: 'No accounts on rollup billing', why: 'Accounts on rollup billing appear here.' },
  own: { title: 'No accounts with their own balance', why: 'Accounts with their own balance appear here.' },
  low: {
    title: 'No accounts below this amount',
    why: 'Only known balances count. Cancelled accounts are left out.',
  },
}

/** Why the list is empty, and what to do about it. */
export function NoRows({ page, search, setSearch, clearFilters }: Props) {
  if (page.rowCount > 0) {
    return (
      <EmptyState
        icon={FileX2}
        title={`There is no page ${formatNumber(search.page)}`}
        action={<Button onClick={() => setSearch({ page: 1 })}>Go to page 1</Button>}
      >
        The list is shorter now, or the link is old.
      </EmptyState>
    )
  }
  if (page.total === 0) {
    return (
      <EmptyState icon={ReceiptText} title="No managed accounts yet">
        Accounts appear here once they are read from Telnyx.
      </EmptyState>
    )
  }
  if (search.q.trim() !== '') {
    return (
      <EmptyState
        icon={SearchX}
        title="No account matches"
        action={<Button onClick={clearFilters}>Clear filters</Button>}
      >
        Each word must be in the name, e-mail, id, a note or a ticket.
      </EmptyState>
    )
  }
  const { title, why } = nothing[search.view === 'round' ? 'rollup' : search.view]
  return (
    <EmptyState icon={ReceiptText} title={title}>
      {why}
    </EmptyState>
  )
}
