'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { EmptyState } from '@/components/ui/empty-state'
import { timelineQuery } from '../../_accounts/queries'
import { TimelineEntry } from './timeline-entry'

export function Timeline({ id }: { id: string }) {
  const { data: entries, error, isFetching, refetch } = useSuspenseQuery(timelineQuery(id))
  return (
    <div className="grid gap-3">
      {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
      {entries.length === 0 ? (
        <EmptyState title="Nothing has been done to this account here">
          What people do from now on is listed: who, why, and what Telnyx answered.
        </EmptyState>
      ) : (
        <ol className="grid divide-y divide-border">
          {entries.map(entry => (
            <TimelineEntry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </div>
  )
}
