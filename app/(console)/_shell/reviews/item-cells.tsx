'use client'

import { Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Popover } from '@/components/ui/popover'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { valueWord, verdictWord } from '@/lib/review-words'
import { canBeDecided, gone, isChanged, type ReviewItem, referenceOf } from '@/lib/reviews'
import { useReviewing } from './reviewing'
import { verdictLook } from './verdict-look'
import { itemName } from './words'

/** What a reviewer judges is shown whole; only a user with many groups needs more lines. */
const lines = 'whitespace-normal sm:my-1 sm:line-clamp-3'

export function FrozenCell({ item }: { item: ReviewItem }) {
  const { round } = useReviewing()
  return <span className={`${lines} text-muted`}>{valueWord(round.kind, item.value)}</span>
}

/** The current value, and the frozen or decided one if it differs. */
export function NowCell({ item }: { item: ReviewItem }) {
  const { round } = useReviewing()
  const now = valueWord(round.kind, item.now)
  if (item.now === gone) return <span className={`${lines} text-muted`}>{now}</span>
  if (!isChanged(item)) {
    return (
      <span className={lines} title={now}>
        {now}
      </span>
    )
  }
  const before = valueWord(round.kind, referenceOf(item))
  return (
    <Status tone="info" icon="compare" className="my-1 whitespace-normal">
      <span className="line-clamp-4" title={`Changed since: ${before} → ${now}`}>
        {now} <span className="text-muted">was {before}</span>
      </span>
    </Status>
  )
}

export function VerdictCell({ item }: { item: ReviewItem }) {
  const { round, sending } = useReviewing()
  if (sending.has(item.subjectId)) {
    return (
      <Status tone="neutral" pending className="text-muted">
        Saving…
      </Status>
    )
  }
  const { tone, icon } = verdictLook[item.verdict]
  return (
    <Status tone={tone} icon={icon} className={tone === 'neutral' ? 'text-muted' : undefined}>
      {verdictWord(round.kind, item.verdict)}
    </Status>
  )
}

/** Who decided, when and how; opens the note. */
export function DecidedByCell({ item }: { item: ReviewItem }) {
  const { round } = useReviewing()
  if (item.verdict === 'open' || !item.decidedAt) return null
  const who = (
    <span className="flex min-w-0">
      <span className="truncate text-muted">{item.decidedBy ?? 'You'}</span>
      <span className="shrink-0">
        , <RelativeTime at={item.decidedAt} />
      </span>
      {item.bulkId && <span className="truncate text-muted">&nbsp;· in bulk</span>}
    </span>
  )
  if (!item.note) return who
  return (
    <Popover
      label={`Decision on ${itemName(item)}`}
      className="w-80 max-w-[calc(100dvw-1rem)] p-4"
      trigger={props => (
        <button
          type="button"
          {...props}
          data-no-open
          className="flex max-w-full items-center gap-2 rounded-sm text-left hover:underline"
        >
          {who}
          <span className="shrink-0 rounded-sm bg-subtle px-1 text-muted text-xs">Note</span>
        </button>
      )}
    >
      <p className="font-semibold">{verdictWord(round.kind, item.verdict)}</p>
      <p className="text-muted">
        {item.decidedBy ?? 'You'}, <RelativeTime at={item.decidedAt} />
      </p>
      <p className="mt-2 max-h-60 overflow-y-auto whitespace-pre-line [overflow-wrap:anywhere]">{item.note}</p>
    </Popover>
  )
}

/** Decides at once, or opens the dialog that asks for a note. Empty where this operator cannot decide. */
export function DecisionCell({ item }: { item: ReviewItem }) {
  const reviewing = useReviewing()
  const { round } = reviewing
  if (!round.mayDecide || !canBeDecided(round.kind, item.now)) return null
  if (item.isSelf) return <span className="text-muted text-xs">Your own user</span>
  const name = itemName(item)
  const saving = reviewing.sending.has(item.subjectId)
  const isUser = round.kind === 'users'
  const current = item.verdict !== 'open' && !isChanged(item)
  if (current && item.verdict === 'questioned') {
    const sent = item.answeredAt ? 'Answered' : item.sentAt ? 'Sent' : null
    return (
      <Buttons>
        {item.isMine && <Undo item={item} />}
        <Button
          size="sm"
          disabled={saving}
          aria-label={isUser ? `Remove user ${name}` : `${sent ? `${sent}: follow up` : 'Follow up'} ${name}`}
          onClick={() => (isUser ? reviewing.onRemove?.(item) : reviewing.openFollowUp(item))}
        >
          {isUser ? 'Remove user…' : sent === 'Sent' ? 'Sent…' : (sent ?? 'Follow up…')}
        </Button>
      </Buttons>
    )
  }
  // Not in the place of "Approve", where a second click would undo the approval.
  if (current && item.isMine) {
    return (
      <Buttons>
        <Undo item={item} />
      </Buttons>
    )
  }
  return (
    <Buttons>
      {!current && item.now !== 'unknown' && (
        <Button
          size="sm"
          data-approve={item.subjectId}
          aria-label={`${isUser ? 'Keep' : 'Approve'} ${name}`}
          aria-disabled={saving || undefined}
          onClick={() => {
            if (!saving) reviewing.approve(item)
          }}
        >
          {isUser ? 'Keep' : 'Approve'}
        </Button>
      )}
      <Button
        size="sm"
        variant="ghost"
        aria-label={isUser ? `Mark ${name} for removal` : `Question ${name}`}
        disabled={saving}
        onClick={() => reviewing.question(item)}
      >
        {isUser ? 'Mark…' : 'Question…'}
      </Button>
    </Buttons>
  )
}

function Undo({ item }: { item: ReviewItem }) {
  const reviewing = useReviewing()
  const saving = reviewing.sending.has(item.subjectId)
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-label={`Undo the decision on ${itemName(item)}`}
      aria-disabled={saving || undefined}
      onClick={() => reviewing.undo(item)}
    >
      <Undo2 aria-hidden />
      Undo
    </Button>
  )
}

/** Keeps a click beside a button, or an extra click, from opening the row. */
function Buttons({ children }: { children: ReactNode }) {
  return (
    <span data-no-open className="flex justify-end gap-1">
      {children}
    </span>
  )
}
