'use client'

import { formatNumber } from '@/components/ui/number'
import { HistoryPanel } from '../_shell/history/history-panel'

/** Allocated and free channels over time. */
export function PoolHistory() {
  return (
    <HistoryPanel
      title="Channels over time"
      className="mt-5"
      path="/api/channels/history"
      charts={() => [
        {
          key: 'pool',
          title: 'Allocated and free',
          unit: 'channels',
          whole: true,
          lines: [
            { key: 'allocated', label: 'Allocated' },
            { key: 'free', label: 'Free' },
          ],
          format: value => formatNumber(Number(value)),
        },
      ]}
    />
  )
}
