import { Building2, FileX2, SearchX } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { Spinner } from '@/components/ui/spinner'
import type { AccountPage } from '@/lib/accounts'

type Props = {
  page: AccountPage
  asked: number
  mayCreate: boolean
  onClear: () => void
  onFirstPage: () => void
}

/** Why there is no row, and what to do about it. */
export function NoAccounts({ page, asked, mayCreate, onClear, onFirstPage }: Props) {
  if (page.rowCount > 0) {
    return (
      <EmptyState
        icon={FileX2}
        title={`There is no page ${asked}`}
        action={<Button onClick={onFirstPage}>Go to page 1</Button>}
      >
        The list became shorter, or the link is old.
      </EmptyState>
    )
  }
  if (page.total > 0) {
    return (
      <EmptyState icon={SearchX} title="No account matches" action={<Button onClick={onClear}>Clear filters</Button>}>
        One or two letters match the beginnings of words, three or more match anywhere in name, e-mail and id.
      </EmptyState>
    )
  }
  if (page.asOf === null) {
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
