'use client'

import { formatMoney } from '@/components/ui/format-money'
import { HistoryPanel } from '../_shell/history/history-panel'

/** Own balances over time, a chart per currency: amounts of different currencies do not share an axis. */
export function TotalsHistory() {
  return (
    <HistoryPanel
      title="Own balances over time"
      className="mt-5"
      path="/api/billing/history"
      charts={({ lines }) =>
        lines.map(({ key }) => ({
          key,
          title: 'Total of own balances',
          unit: key || 'without a currency',
          lines: [{ key, label: 'Total' }],
          format: (value: string) => formatMoney(value, key || null)?.text ?? value,
        }))
      }
    />
  )
}
