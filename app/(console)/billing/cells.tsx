'use client'

import { Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Unknown } from '@/components/ui/description-list'
import { Popover } from '@/components/ui/popover'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import type { BillingRow } from '@/lib/billing'
import { accountName } from '../accounts/words'
import { useReviews } from './review-context'
import { reviewLook, rollupWord, rollupWords } from './words'

export function FlagCell({ flag }: { flag: boolean | null }) {
  if (flag === null) return <span className="text-muted">{rollupWords.unknown}</span>
  return (
    <span className={flag ? undefined : 'text-muted'}>
      {/* A card has no header. */}
      <span className="sm:hidden">Rollup billing: </span>
      {flag ? rollupWords.yes : rollupWords.no}
    </span>
  )
}

export function ReviewCell({ row }: { row: BillingRow }) {
  const saving = useReviews()?.sending.has(row.id) ?? false
  if (saving) {
    return (
      <Status tone="neutral" pending className="text-muted">
        Saving…
      </Status>
    )
  }
  const { label, tone, icon } = reviewLook[row.reviewState]
  return (
    <Status tone={tone} icon={icon} className={tone === 'neutral' ? 'text-muted' : undefined}>
      {label}
    </Status>
  )
}

/** Who reviewed the flag and when. Opens their note and, if the flag has changed since, the value they reviewed. */
export function ReviewedByCell({ row: { review, reviewState, ...account } }: { row: BillingRow }) {
  if (!review) return <Unknown label="Not reviewed yet" />
  const changed = reviewState === 'changed'
  const who = (
    <span className="truncate">
      <span className="text-muted">{review.by},</span> <RelativeTime at={review.at} />
    </span>
  )
  if (!review.note && !changed) return who
  return (
    <Popover
      label={`Last review of ${accountName(account)}`}
      className="w-80 max-w-[calc(100dvw-1rem)] p-4"
      trigger={props => (
        <button
          type="button"
          {...props}
          className="flex max-w-full items-center gap-2 rounded-sm text-left hover:underline"
        >
          {who}
          <span className="shrink-0 rounded-sm bg-subtle px-1 text-muted text-xs">
            {review.note ? 'Note' : 'Earlier'}
          </span>
        </button>
      )}
    >
      <p className="font-semibold">
        {reviewLook[review.verdict].label}
        {changed && ` when rollup billing was ${rollupWord(review.flag)}`}
      </p>
      <p className="text-muted">
        {review.by}, <RelativeTime at={review.at} />
      </p>
      {review.note && (
        <p className="mt-2 max-h-60 overflow-y-auto whitespace-pre-line [overflow-wrap:anywhere]">{review.note}</p>
      )}
    </Popover>
  )
}

/** Approves at once, or opens the dialog to question the flag. Empty if Telnyx reports no flag. */
export function VerdictCell({ row }: { row: BillingRow }) {
  const reviews = useReviews()
  if (!reviews?.may || row.reviewState === 'untold') return null
  const name = accountName(row)
  const saving = reviews.sending.has(row.id)
  const given = reviews.decided.get(row.id)
  if (given?.review && given.review.id === row.review?.id && row.reviewState === given.reviewState) {
    // Not in the place of "Approve", where a second click would undo the approval.
    return (
      <Buttons>
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Undo the review of ${name}`}
          aria-disabled={saving || undefined}
          onClick={() => reviews.undo(row)}
        >
          <Undo2 aria-hidden />
          Undo
        </Button>
      </Buttons>
    )
  }
  return (
    <Buttons>
      {row.reviewState !== 'approved' && (
        <Button
          size="sm"
          data-approve={row.id}
          aria-label={`Approve ${name}`}
          aria-disabled={saving || undefined}
          onClick={() => {
            if (!saving) reviews.approve(row)
          }}
        >
          Approve
        </Button>
      )}
      <Button
        size="sm"
        variant="ghost"
        aria-label={`Question ${name}`}
        disabled={saving}
        onClick={() => reviews.openDialog(row)}
      >
        Question…
      </Button>
    </Buttons>
  )
}

/** Keeps a click beside a button, or an extra click, from opening the account. */
function Buttons({ children }: { children: ReactNode }) {
  return (
    <span data-no-open className="flex justify-end gap-1">
      {children}
    </span>
  )
}
