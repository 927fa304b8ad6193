'use client'

import { useQuery } from '@tanstack/react-query'
import { problemOf } from '@/components/states/problem-of'
import { Waiting } from '@/components/states/waiting'
import { ErrorState } from '@/components/ui/error-state'
import { formatCount, formatNumber } from '@/components/ui/number'
import { Spinner } from '@/components/ui/spinner'
import type { ApprovableAction, ApprovalAccounts } from '@/lib/approval'
import { AccountLink } from '../_shell/account-link'
import { approvalAccountsQuery } from './queries'

/** The accounts of a request, so that the approver sees which ones are affected. */
export function RequestedAccounts({ id, action }: { id: string; action: ApprovableAction }) {
  const { data, error, refetch } = useQuery(approvalAccountsQuery(id))
  return (
    <section aria-labelledby="requested-accounts" className="grid grid-cols-1 gap-2">
      <h3 id="requested-accounts" className="font-semibold">
        Accounts
      </h3>
      {!data && error && <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && (
        <Waiting>
          <p className="flex items-center gap-2 text-muted" role="status">
            <Spinner /> Checking what would change now…
          </p>
        </Waiting>
      )}
      {data && <Listed accounts={data} change={changeWords[action]} />}
    </section>
  )
}

const changeWords: Record<ApprovableAction, string> = {
  'accounts.disable': 'would be disabled now',
  'accounts.channel_limit': 'would be set to 0 channels now',
}

function Listed({ accounts, change }: { accounts: ApprovalAccounts; change: string }) {
  const { total, holds, cannot, rows } = accounts
  const words = [
    `${formatNumber(accounts.change)} of ${formatCount(total, 'account')} ${change}`,
    holds > 0 && `${formatNumber(holds)} ${holds === 1 ? 'needs' : 'need'} no change`,
    cannot > 0 && `${formatNumber(cannot)} cannot be changed`,
  ]
  return (
    <>
      <p className="text-muted">{words.filter(Boolean).join(', ')}.</p>
      <ul className="divide-y divide-border rounded-md border border-border">
        {rows.map(({ id, name, why }) => (
          <li key={id} className="px-3 py-1.5">
            <AccountLink account={{ id, name, email: null }} className="block truncate" />
            {why && <span className="block text-muted text-xs">{why}</span>}
          </li>
        ))}
        {rows.length < total && (
          <li className="px-3 py-1.5 text-muted">And {formatNumber(total - rows.length)} more.</li>
        )}
      </ul>
    </>
  )
}
