'use client'

import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useEffectEvent } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { Waiting } from '@/components/states/waiting'
import { Dialog } from '@/components/ui/dialog'
import { ErrorState } from '@/components/ui/error-state'
import { ExactTime } from '@/components/ui/exact-time'
import { formatCount, formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { SkeletonText } from '@/components/ui/skeleton'
import type { RosterChange, RosterChanges } from '@/lib/organization'
import { changesQuery } from './queries'
import { useRosterActions } from './roster-context'
import { changeText } from './words'

type Props = {
  /** When this operator last looked, as of the click; null = never. */
  since: string | null
  /** The changes are on the screen, up to this instant. */
  onRead: (newest: string) => void
  onClose: () => void
}

/** The changes that are kept, the newest first: those since the operator last looked, and the earlier ones. */
export function ChangesPanel({ since, onRead, onClose }: Props) {
  const { data, error, refetch, isFetching } = useQuery({ ...changesQuery(), staleTime: 0 })
  const read = useEffectEvent(onRead)
  const newest = isFetching || error ? undefined : data && (data.changes[0]?.noticedAt ?? '')
  useEffect(() => {
    if (newest !== undefined) read(newest)
  }, [newest])
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      placement="end"
      title="Changes of organization users"
      description="Noted when the console reads the list of users and it differs from the one before."
    >
      {error ? (
        <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
      ) : data ? (
        <Changes {...data} since={since} onOpened={onClose} />
      ) : (
        <Waiting>
          <SkeletonText lines={6} />
        </Waiting>
      )}
    </Dialog>
  )
}

type ChangesProps = RosterChanges & { since: string | null; onOpened: () => void }

function Changes({ changes, total, since, onOpened }: ChangesProps) {
  if (changes.length === 0) return <p className="text-muted">No change was noticed yet.</p>
  const isNew = (change: RosterChange) => since !== null && change.noticedAt > since
  return (
    <div className="grid gap-5">
      <Group
        title={
          <>
            Since you last looked, <RelativeTime at={since} />
          </>
        }
        changes={changes.filter(isNew)}
        onOpened={onOpened}
      />
      <Group title="Earlier" changes={changes.filter(change => !isNew(change))} onOpened={onOpened} />
      {total > changes.length && (
        <p className="text-muted text-xs">
          The newest {formatNumber(changes.length)} of {formatCount(total, 'change')} are shown.
        </p>
      )}
    </div>
  )
}

type GroupProps = { title: ReactNode; changes: readonly RosterChange[]; onOpened: () => void }

function Group({ title, changes, onOpened }: GroupProps) {
  const { open } = useRosterActions()
  if (changes.length === 0) return null
  return (
    <section>
      <h3 className="mb-1 font-medium text-muted text-xs">{title}</h3>
      <ul className="divide-y divide-border">
        {changes.map(change => {
          const { label, before, after } = changeText(change)
          return (
            <li key={change.id} className="py-2 [overflow-wrap:anywhere]">
              <button
                type="button"
                className="rounded-sm text-left font-medium hover:underline coarse:min-h-11"
                onClick={() => {
                  onOpened()
                  open(change.userId)
                }}
              >
                <bdi>{change.email ?? change.userId}</bdi>
              </button>
              <p>
                {label}
                {before !== null && after !== null && (
                  <>
                    : {before} → {after}
                  </>
                )}
              </p>
              <p className="text-muted text-xs">
                Noticed <ExactTime at={change.noticedAt} />. The list before is from{' '}
                <ExactTime at={change.previousAt} />.
              </p>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
