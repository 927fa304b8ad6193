import { CircleCheck, ReceiptText } from 'lucide-react'
import { NoRows } from '@/components/list-screen/list-pages'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
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
export function NoBilling({ page, search, setSearch, clearFilters }: Props) {
  const isFiltered = page.total > 0 && (search.q.trim() !== '' || (search.view === 'queue' && search.flag.length > 0))
  return (
    <NoRows
      page={search.page}
      total={page.rowCount}
      onFirstPage={() => setSearch({ page: 1 })}
      noMatch={isFiltered ? { ...noMatch, onClear: clearFilters } : null}
    >
      <Nothing total={page.total} search={search} onAll={() => setSearch({ state: 'all' })} />
    </NoRows>
  )
}

const noMatch = { title: 'No account matches', why: 'Each word must be in the name, e-mail, id, a note or a ticket.' }

function Nothing({ total, search, onAll }: { total: number; search: BillingSearch; onAll: () => void }) {
  if (total === 0) {
    return (
      <EmptyState icon={ReceiptText} title="No managed accounts yet">
        Accounts appear here once they are read from Telnyx.
      </EmptyState>
    )
  }
  if (search.view === 'queue' && search.state === 'open') {
    return (
      <EmptyState
        icon={CircleCheck}
        title="All rollup flags are reviewed"
        action={<Button onClick={onAll}>Show all accounts</Button>}
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
