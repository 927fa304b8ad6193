'use client'

import { useQueries } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { Banner } from '@/components/ui/banner'
import { duplicateQuery } from '@/lib/account-duplicates'
import { loadAccountSearch } from '@/lib/account-search'
import type { AccountRow } from '@/lib/accounts'
import { AccountLink } from '../../_accounts/account-link'
import { accountsQuery } from '../../_accounts/queries'
import { AccountStatusText } from '../../_accounts/status-cell'
import { useDebounced } from '../../_console/use-debounced'

const shownAtMost = 5

/** Accounts that may be the same customer, while the form is filled in. */
export function Duplicates({ name, email }: { name: string; email: string }) {
  const byName = duplicateQuery(useDebounced(name, 300))
  const typed = useDebounced(email.trim().toLowerCase(), 300)
  const byEmail = typed.includes('@') && typed.length >= 6 ? typed : null
  const found = useDeferredValue(useMatches(byName, byEmail))
  const taken = byEmail !== null && found.some(row => row.email?.toLowerCase() === byEmail)
  return (
    <div role="status" className="empty:hidden">
      {found.length > 0 && (
        <Banner
          tone="warning"
          title={taken ? 'This e-mail address is in use already' : 'Accounts that may be the same customer'}
        >
          <ul className="grid gap-1 py-1">
            {found.slice(0, shownAtMost).map(row => (
              <li key={row.id} className="flex flex-wrap items-center gap-x-3">
                <AccountLink account={row} className="text-foreground underline" />
                <span>{row.email}</span>
                <AccountStatusText account={row} />
              </li>
            ))}
          </ul>
          {found.length > shownAtMost && <p>and {found.length - shownAtMost} more</p>}
        </Banner>
      )}
    </div>
  )
}

function useMatches(byName: string | null, byEmail: string | null): AccountRow[] {
  const queries = [byName, byEmail].flatMap(q =>
    q === null
      ? []
      : [
          {
            ...accountsQuery(loadAccountSearch(new URLSearchParams({ q, size: '25' }))),
            refetchInterval: false as const,
          },
        ],
  )
  const pages = useQueries({ queries })
  const rows = pages.flatMap(page => page.data?.rows ?? [])
  return [...new Map(rows.map(row => [row.id, row])).values()]
}
