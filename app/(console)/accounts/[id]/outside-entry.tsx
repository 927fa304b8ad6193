import type { ReactNode } from 'react'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import type { Drift } from '@/lib/drift'
import { changesOf } from '../../audit/change-words'
import { ChangeLine, entryClass } from './timeline-entry'

type Props = {
  at: string
  title: string
  children: ReactNode
  /** The operator who marked it as seen; null = not marked yet, absent = it cannot be marked. */
  seenBy?: string | null
}

/** A change made outside the console, as an entry of the timeline. */
export function OutsideEntry({ at, title, children, seenBy }: Props) {
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

export function isDisable(drift: Drift): boolean {
  return drift.field === 'status' && drift.after === 'disabled'
}

export function DriftEntry({ drift }: { drift: Drift }) {
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
