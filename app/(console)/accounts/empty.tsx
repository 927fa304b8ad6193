import { useQuery } from '@tanstack/react-query'
import { Building2, CloudOff, FileX2, SearchX } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useMayShow } from '@/components/states/page-data'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { formatNumber } from '@/components/ui/number'
import { Spinner } from '@/components/ui/spinner'
import type { AccountCounts } from '@/lib/accounts'
import { syncKeys, syncQuery } from '../_shell/queries'

const NearNames = lazy(() => import('./near-names').then(module => ({ default: module.NearNames })))

type Props = {
  /** Undefined while they load: until then the reason for an empty list is unknown. */
  counts: AccountCounts | undefined
  asOf: string | null
  asked: number
  /** The search text; '' = only filters. */
  q: string
  mayCreate: boolean
  onClear: () => void
  onFirstPage: () => void
}

/** Why the list is empty, and what to do about it. */
export function NoAccounts({ counts, asOf, asked, q, mayCreate, onClear, onFirstPage }: Props) {
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
        The list is shorter now, or the link is old.
      </EmptyState>
    )
  }
  if (counts.total > 0) {
    return (
      <EmptyState icon={SearchX} title="No account matches" action={<Button onClick={onClear}>Clear filters</Button>}>
        {q
          ? 'Each word must be in the name, e-mail, id, a note or a ticket. One or two letters match only the start of a word.'
          : 'No account meets all of these filters.'}
        <Suspense fallback={null}>{q && <NearNames q={q} />}</Suspense>
      </EmptyState>
    )
  }
  return <NoneYet asOf={asOf} mayCreate={mayCreate} />
}

/** Telnyx has no accounts, or they were not read yet. */
export function NoneYet({ asOf, mayCreate }: Pick<Props, 'asOf' | 'mayCreate'>) {
  const sync = useQuery(syncQuery()).data
  const failed = useMayShow(syncKeys.all) && sync?.lastError
  if (asOf === null && failed) {
    return (
      <EmptyState icon={CloudOff} title="No accounts are known yet">
        They appear here after the first complete sync. The console tries again automatically.
      </EmptyState>
    )
  }
  if (asOf === null) {
    return (
      <EmptyState title="Reading your accounts from Telnyx…" action={<Spinner className="size-5 text-muted" />}>
        They appear here automatically.
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
      Telnyx lists no accounts under your manager account. {mayCreate ? 'Accounts that you create' : 'New accounts'}{' '}
      appear here.
    </EmptyState>
  )
}
