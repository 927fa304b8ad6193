'use client'

import { useQuery } from '@tanstack/react-query'
import { AccountLink } from '../_shell/account-link'
import { nearQuery } from './list-queries'
import { AccountStatusText } from './status-cell'

/** Below a search that found nothing: accounts that the typed name may have meant. Without an answer it shows nothing. */
export function NearNames({ q }: { q: string }) {
  const { data } = useQuery(nearQuery(q))
  if (!data?.length) return null
  return (
    <div className="mt-4 text-foreground">
      <p className="font-medium">Similar names</p>
      <ul className="mt-1 grid gap-1">
        {data.map(account => (
          <li key={account.id} className="flex flex-wrap items-center justify-center gap-x-3">
            <AccountLink account={account} className="text-accent" />
            <AccountStatusText account={account} />
          </li>
        ))}
      </ul>
    </div>
  )
}
