'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '@/app/fetch-json'
import { LineChart, NoHistory } from '@/components/charts/line-chart'
import { problemOf } from '@/components/states/problem-of'
import { cn } from '@/components/ui/cn'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import type { History } from '@/lib/history'

type HistoryChart = {
  key: string
  title: string
  unit: string
  /** The lines to show, of those in the answer, in this order. */
  lines: readonly { key: string; label: string }[]
  format: (value: string) => string
  whole?: boolean
}

export type HistoryProps<T extends History> = {
  /** The GET route of the history. */
  path: string
  /** The charts of an answer; for none, `empty` is shown. */
  charts: (history: T) => readonly HistoryChart[]
  empty?: (history: T) => ReactNode
  below?: (history: T) => ReactNode
}

const staleMs = 5 * 60_000

export function HistoryCharts({ path, charts, empty, below }: HistoryProps<History>) {
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['history', path],
    queryFn: get<History>(path),
    staleTime: staleMs,
  })
  if (!data) {
    if (!error) return <Skeleton className="h-56 w-full" />
    return <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
  }
  const shown = charts(data)
  const lines = new Map(data.lines.map(line => [line.key, line.values]))
  return (
    <div className={cn('grid gap-x-6 gap-y-5', shown.length > 1 && 'lg:grid-cols-2')}>
      {shown.length === 0 && (empty ? empty(data) : <NoHistory />)}
      {shown.map(chart => (
        <LineChart
          key={chart.key}
          title={chart.title}
          unit={chart.unit}
          days={data.days}
          lines={chart.lines.flatMap(line => {
            const values = lines.get(line.key)
            return values ? [{ ...line, values }] : []
          })}
          format={chart.format}
          whole={chart.whole ?? false}
          note={`At the end of each day; today’s may be an hour old. Days are in ${data.zone}.`}
        />
      ))}
      {below?.(data)}
    </div>
  )
}
