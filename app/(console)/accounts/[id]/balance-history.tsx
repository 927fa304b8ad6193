'use client'

import { formatMoney } from '@/components/ui/format-money'
import { formatCount } from '@/components/ui/number'
import type { AccountDetail } from '@/lib/accounts'
import type { BalanceHistory as History } from '@/lib/history'
import { can, type Role } from '@/lib/permissions'
import { HistoryPanel } from '../../_shell/history/history-panel'

/** An account's own balance over time, for roles that may see it. */
export function BalanceHistory({ account, role }: { account: AccountDetail; role: Role }) {
  if (!can(role, 'accounts.balances')) return null
  return (
    <HistoryPanel<History>
      title="Balance over time"
      path={`/api/accounts/${account.id}/history`}
      charts={({ scope, currency, lines: [balance, available] }) =>
        scope === 'shared'
          ? []
          : [
              {
                key: 'balance',
                title: scope === 'own' ? 'Own balance' : 'Balance, may be shared',
                unit: currency ?? 'no currency',
                lines: [
                  { key: 'balance', label: 'Balance' },
                  // Without a credit limit it is the same line.
                  ...(String(balance?.values) === String(available?.values)
                    ? []
                    : [{ key: 'available', label: 'Available credit' }]),
                ],
                format: value => formatMoney(value, currency)?.text ?? value,
              },
            ]
      }
      empty={() => (
        <p className="text-muted">
          Usage is billed to your manager account’s balance, which all rollup accounts share. This account has no
          separate balance.
        </p>
      )}
      below={history => <Estimate {...history} />}
    />
  )
}

function Estimate({ estimate, currency }: History) {
  if (!estimate) return null
  return (
    <p className="text-muted text-xs">
      <span className="font-medium text-foreground">
        {estimate.daysLeft > 365 ? 'More than a year' : `About ${formatCount(estimate.daysLeft, 'day')}`} left at the
        present rate.
      </span>{' '}
      An estimate: available credit divided by {formatMoney(estimate.perDay, currency)?.text ?? estimate.perDay} a day,
      the average fall of the balance in the last {estimate.days} days. Payments are not counted.
    </p>
  )
}
