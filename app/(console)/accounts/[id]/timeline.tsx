'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { EmptyState } from '@/components/ui/empty-state'
import { ExactTime } from '@/components/ui/exact-time'
import { RelativeTime } from '@/components/ui/relative-time'
import { SkeletonText } from '@/components/ui/skeleton'
import { Status } from '@/components/ui/status'
import type { AccountView, DisabledOutside } from '@/lib/accounts'
import type { AuditEntry } from '@/lib/audit'
import type { Drift } from '@/lib/drift'
import { changesOf } from '../../audit/change-words'
import { accountQuery, timelineQuery } from '../queries'
import { syncWords } from '../status-sentence'
import { ChangeLine, entryClass, TimelineEntry } from './timeline-entry'

export function Timeline({ id }: { id: string }) {
  return (
    <ListBoundary query={timelineQuery(id)} pending={<SkeletonText lines={4} />}>
      <Events id={id} />
    </ListBoundary>
  )
}

function Events({ id }: { id: string }) {
  const { data: entries, error, isFetching, refetch } = useSuspenseQuery(timelineQuery(id))
  // The screen around the timeline refetches the account. Here it only comes from the cache.
  const { data: view } = useSuspenseQuery({ ...accountQuery(id), refetchOnMount: false, refetchInterval: false })
  const events = [...entries.map(doneHere), ...seenOutside(view)]
  events.sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0))
  return (
    <div className="grid gap-3">
      {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
      {events.length === 0 ? (
        <EmptyState title="No changes yet">
          Changes made in the console appear here: who made them, why, and what Telnyx answered.
        </EmptyState>
      ) : (
        <ol className="grid divide-y divide-border">{events.map(event => event.shown)}</ol>
      )}
    </div>
  )
}

type TimelineEvent = { at: string; shown: ReactNode }

function doneHere(entry: AuditEntry): TimelineEvent {
  return { at: entry.at, shown: <TimelineEntry key={entry.id} entry={entry} /> }
}

/** Changes made outside the console. A disable is included even before a second sync confirms it. */
function seenOutside({ account, drift, disabledOutside: outside }: AccountView): TimelineEvent[] {
  const changes = drift.map(one => ({ at: one.seenAt, shown: <DriftEntry key={one.id} drift={one} /> }))
  if (!outside || drift.some(one => isDisable(one) && one.seenAt === outside.seenAt)) return changes
  const at = outside.seenAt ?? account.firstSeenAt
  const shown = (
    <OutsideEntry key="disabled" at={at} title="Disabled outside the console">
      <p className="text-muted">
        No reason recorded. <FirstSeen outside={outside} firstSeenAt={account.firstSeenAt} />
      </p>
    </OutsideEntry>
  )
  return [...changes, { at, shown }]
}

type OutsideProps = {
  at: string
  title: string
  children: ReactNode
  /** The operator who marked it as seen; null = not marked yet, absent = it cannot be marked. */
  seenBy?: string | null
}

/** A change made outside the console, as an entry of the timeline. */
function OutsideEntry({ at, title, children, seenBy }: OutsideProps) {
  return (
    <li className={entryClass}>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-medium">{title}</p>
        {children}
        <RelativeTime at={at} className="text-muted text-xs" />
      </div>
      {seenBy !== undefined && (
        <Status tone="neutral" className="self-start text-muted">
          {seenBy === null ? 'Not marked as seen' : `Seen by ${seenBy}`}
        </Status>
      )}
    </li>
  )
}

function isDisable(drift: Drift): boolean {
  return drift.field === 'status' && drift.after === 'disabled'
}

function DriftEntry({ drift }: { drift: Drift }) {
  const disabled = isDisable(drift)
  return (
    <OutsideEntry
      at={drift.seenAt}
      title={disabled ? 'Disabled outside the console' : 'Changed outside the console'}
      seenBy={drift.acknowledged?.by ?? null}
    >
      {changesOf({ [drift.field]: [drift.before, drift.after] }).map(change => (
        <ChangeLine key={change.field} change={change} />
      ))}
      <p className="text-muted">
        {disabled && 'No reason recorded. '}First seen by the sync that began <RelativeTime at={drift.seenAt} />.
      </p>
    </OutsideEntry>
  )
}

/** "First seen 4 min ago by the regular sync of 2 Oct 2026, 14:03." */
function FirstSeen({ outside, firstSeenAt }: { outside: DisabledOutside; firstSeenAt: string }) {
  if (!outside.seenAt) {
    return (
      <>
        It was already disabled when the console first saw it, <RelativeTime at={firstSeenAt} />.
      </>
    )
  }
  return (
    <>
      First seen <RelativeTime at={outside.seenAt} /> by {outside.trigger ? syncWords[outside.trigger] : 'a sync'} of{' '}
      <ExactTime at={outside.seenAt} />.
    </>
  )
}
