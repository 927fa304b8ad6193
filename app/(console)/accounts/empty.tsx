import { Building2, FileX2, SearchX } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { formatNumber } from '@/components/ui/number'
import { Spinner } from '@/components/ui/spinner'
import type { AccountCounts } from '@/lib/accounts'

type Props = {
  /** Undefined while they load. Before that the reason for an empty list is unknown. */
  counts: AccountCounts | undefined
  asOf: string | null
  asked: number
  /** There is a search text, not filters alone. */
  searched: boolean
  mayCreate: boolean
  onClear: () => void
  onFirstPage: () => void
}

/** Why there is no row, and what to do about it. */
export function NoAccounts({ counts, asOf, asked, searched, mayCreate, onClear, onFirstPage }: Props) {
  // Rows and counts are separate requests. An account that was added between them is in the next rows.
  if (!counts || (counts.rowCount > 0 && asked === 1))
    return <EmptyState title="Looking for accounts…" action={<Spinner className="size-5 text-muted" />} />
  if (counts.rowCount > 0) {
    return (
      <EmptyState
        icon={FileX2}
        title={`There is no page ${formatNumber(asked)}`}
        action={<Button onClick={onFirstPage}>Go to page 1</Button>}
      >
        The list became shorter, or the link is old.
      </EmptyState>
    )
  }
  if (counts.total > 0) {
    return (
      <EmptyState icon={SearchX} title="No account matches" action={<Button onClick={onClear}>Clear filters</Button>}>
        {searched
          ? 'Every word must be in the name, e-mail, id, a note or a ticket. One or two letters match the beginnings of words.'
          : 'No account has all that these filters ask for.'}
      </EmptyState>
    )
  }
  if (asOf === null) {
    return (
      <EmptyState title="Your accounts are being read from Telnyx" action={<Spinner className="size-5 text-muted" />}>
        They appear here by themselves.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={Building2}
      title="No managed accounts yet"
      action={
        mayCreate && (
          <LinkButton href="/accounts/new" variant="primary">
            New account
          </LinkButton>
        )
      }
    >
      Telnyx lists none under your manager account. {mayCreate ? 'Those you create' : 'New ones'} appear here.
    </EmptyState>
  )
}
