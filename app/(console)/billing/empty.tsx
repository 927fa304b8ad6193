import { CircleCheck, FileX2, ReceiptText, SearchX } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatNumber } from '@/components/ui/number'
import type { BillingPage, BillingSearch, BillingView } from '@/lib/billing'

type Props = {
  page: BillingPage
  search: BillingSearch
  setSearch: (patch: Partial<BillingSearch>) => void
  clearFilters: () => void
}

const nothing: Record<BillingView, { title: string; why: string }> = {
  queue: { title: 'No accounts in this state', why: 'Choose another state above.' },
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
  if (search.q.trim() !== '' || (search.view === 'queue' && search.flag.length > 0)) {
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
  if (search.view === 'queue' && search.state === 'open') {
    return (
      <EmptyState
        icon={CircleCheck}
        title="All rollup flags are reviewed"
        action={<Button onClick={() => setSearch({ state: 'all' })}>Show all accounts</Button>}
      >
        An account returns here when its rollup flag changes.
      </EmptyState>
    )
  }
  const { title, why } = nothing[search.view]
  return (
    <EmptyState icon={ReceiptText} title={title}>
      {why}
    </EmptyState>
  )
}
