'use client'

import { lazy, Suspense } from 'react'
import { WhenSeen } from '@/components/charts/when-seen'
import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import type { History } from '@/lib/history'
import type { HistoryProps } from './history-charts'

const HistoryCharts = lazy(() => import('./history-charts').then(module => ({ default: module.HistoryCharts })))

type Props<T extends History> = HistoryProps<T> & { title: string; className?: string }

/** History as charts, loaded once the panel is on the screen: script and data come after the rows of the page. */
export function HistoryPanel<T extends History>({ title, className, ...props }: Props<T>) {
  const pending = <Skeleton className="h-56 w-full" />
  return (
    <Card title={title} className={className}>
      <WhenSeen pending={pending}>
        <Suspense fallback={pending}>
          {/* A lazy component loses its type parameter. */}
          <HistoryCharts {...(props as unknown as HistoryProps<History>)} />
        </Suspense>
      </WhenSeen>
    </Card>
  )
}
