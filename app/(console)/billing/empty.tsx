import { ReceiptText } from 'lucide-react'
import { NoRows } from '@/components/list-screen/list-pages'
import { EmptyState } from '@/components/ui/empty-state'
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
  low: { title: 'No accounts with low credit', why: 'Only known balances count. Cancelled accounts are left out.' },
}

const nothingKnown = { title: 'No accounts are known yet', why: 'Accounts appear here once they are read from Telnyx.' }

/** Why the list is empty, and what to do about it. */
export function NoBilling({ page, search, setSearch, clearFilters }: Props) {
  const isFiltered = page.total > 0 && search.q.trim() !== ''
  const { title, why } = page.total === 0 ? nothingKnown : nothing[search.view === 'round' ? 'rollup' : search.view]
  return (
    <NoRows
      page={search.page}
      total={page.rowCount}
      onFirstPage={() => setSearch({ page: 1 })}
      noMatch={isFiltered ? { ...noMatch, onClear: clearFilters } : null}
    >
      <EmptyState icon={ReceiptText} title={title}>
        {why}
      </EmptyState>
    </NoRows>
  )
}

const noMatch = { title: 'No account matches', why: 'Each word must be in the name, e-mail, id, a note or a ticket.' }
