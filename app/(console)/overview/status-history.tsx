'use client'

import { formatNumber } from '@/components/ui/number'
import { accountStatuses } from '@/lib/managed-account'
import { HistoryPanel } from '../_shell/history/history-panel'
import { statusLook } from '../accounts/words'

/** Accounts by status over time. */
export function StatusHistory() {
  return (
    <HistoryPanel
      title="Accounts over time"
      path="/api/overview/history"
      charts={() => [
        {
          key: 'status',
          title: 'Accounts by status',
          unit: 'accounts',
          whole: true,
          lines: accountStatuses.map(status => ({ key: status, label: statusLook[status].label })),
          format: value => formatNumber(Number(value)),
        },
      ]}
    />
  )
}
