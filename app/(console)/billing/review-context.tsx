'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, lazy, type ReactNode, Suspense, use, useEffect, useRef, useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'
import { VisuallyHidden } from '@/components/ui/visually-hidden'
import type { BillingRow } from '@/lib/billing'
import type { ReviewRollupInput } from '@/lib/billing-inputs'
import { type Problem, problemText } from '@/lib/errors'
import { can, type Role } from '@/lib/permissions'
import { attentionKeys } from '../_shell/queries'
import { runAction } from '../_shell/run-action'
import { sayProblem } from '../_shell/say-problem'
import { accountName } from '../accounts/words'
import { reviewRollup, undoReview } from './actions'
import type { Decided } from './keep-decided'
import { billingKeys } from './queries'

// Loaded when first opened: forms and validation stay out of the table.
const ReviewDialog = lazy(() => import('./review-dialog').then(module => ({ default: module.ReviewDialog })))

type Reviews = {
  may: boolean
  /** Accounts whose review is being saved. */
  sending: ReadonlySet<string>
  /** Resolves to the problem, or to null once the review is saved. */
  send: (row: BillingRow, input: Pick<ReviewRollupInput, 'verdict' | 'note'>) => Promise<Problem | null>
  approve: (row: BillingRow) => void
  /** The rows decided here since the list was opened. They keep their place, and their review can be undone. */
  decided: Decided
  undo: (row: BillingRow) => void
  openDialog: (row: BillingRow) => void
}

const ReviewContext = createContext<Reviews | null>(null)

export function useReviews(): Reviews | null {
  return use(ReviewContext)
}

type ProviderProps = {
  role: Role
  /** The list's address. With another one, decided rows are no longer kept. */
  question: string
  children: ReactNode
}

const nothing: Decided = new Map()

/** Sends the reviews of this screen's rows to the server. */
export function ReviewProvider({ role, question, children }: ProviderProps) {
  'use memo'
  const client = useQueryClient()
  const [sending, setSending] = useState<ReadonlySet<string>>(new Set())
  const [reviewed, setReviewed] = useState<BillingRow | null>(null)
  const [given, setGiven] = useState({ question, decided: nothing, said: '' })
  const decided = given.question === question ? given.decided : nothing
  const decide = (row: BillingRow, kept: boolean, said: string) =>
    setGiven(now => {
      const others = now.question === question ? [...now.decided].filter(([id]) => id !== row.id) : []
      return { question, decided: new Map(kept ? [...others, [row.id, row]] : others), said }
    })
  const next = useRef<string | null>(null)
  // The row of the dialog may have left the queue, and the focus with it. The next row then takes the focus.
  useEffect(() => {
    if (reviewed === null && next.current !== null && document.activeElement === document.body) focusOn(next.current)
  }, [reviewed])
  const mark = (id: string, on: boolean) =>
    setSending(now => new Set(on ? [...now, id] : [...now].filter(other => other !== id)))

  const refresh = async () => {
    void client.invalidateQueries({ queryKey: attentionKeys.all }).catch(() => undefined)
    await client.invalidateQueries({ queryKey: billingKeys.all }).catch(() => undefined)
  }

  const send: Reviews['send'] = async (row, { verdict, note }) => {
    // The flag as this row shows it. The server refuses the review if the flag has changed since.
    if (row.rollupBilling === null || sending.has(row.id)) return null
    mark(row.id, true)
    try {
      const outcome = await runAction(reviewRollup, { accountId: row.id, verdict, flag: row.rollupBilling, note })
      if (outcome.kind === 'done') {
        decide(
          { ...row, reviewState: verdict, review: outcome.data },
          true,
          `Rollup flag of ${accountName(row)} ${verdict}.`,
        )
      }
      return null
    } catch (thrown) {
      return problemOf(thrown)
    } finally {
      // The row shows "Saving…" until the list is read again.
      await refresh()
      mark(row.id, false)
    }
  }
  const approve = (row: BillingRow) => {
    // At once, without waiting for the answer, so that pressing Enter repeatedly works down the queue.
    focusOn(nextAfter(row.id))
    void send(row, { verdict: 'approved', note: '' }).then(problem => {
      if (!problem) return
      toast.error(`The rollup flag of ${accountName(row)} was not approved`, {
        description: problemText(problem),
      })
    })
  }
  const undo = async (row: BillingRow) => {
    if (!row.review || sending.has(row.id)) return
    mark(row.id, true)
    try {
      await runAction(undoReview, { accountId: row.id, reviewId: row.review.id })
      await refresh()
      decide(row, false, `The review of ${accountName(row)} was undone.`)
    } catch (thrown) {
      sayProblem(`The review of ${accountName(row)} was not undone`, thrown)
      await refresh()
    } finally {
      mark(row.id, false)
    }
  }
  const openDialog = (row: BillingRow) => {
    next.current = nextAfter(row.id)
    setReviewed(row)
  }
  const value: Reviews = {
    may: can(role, 'billing.review'),
    sending,
    send,
    approve,
    decided,
    undo: row => void undo(row),
    openDialog,
  }
  return (
    <ReviewContext value={value}>
      {children}
      <VisuallyHidden>
        <span role="status">{given.said}</span>
      </VisuallyHidden>
      <Suspense fallback={null}>
        {reviewed && <ReviewDialog send={send} row={reviewed} onClose={() => setReviewed(null)} />}
      </Suspense>
    </ReviewContext>
  )
}

/** The next account that waits for a review, else the first such account on the page. */
function nextAfter(id: string): string | null {
  const rows = [...document.querySelectorAll<HTMLElement>('tr[data-row-id]')]
  const waiting = (row: HTMLElement) => row.querySelector('button[data-approve]') !== null && row.dataset.rowId !== id
  const at = rows.findIndex(row => row.dataset.rowId === id)
  return (rows.slice(at + 1).find(waiting) ?? rows.find(waiting))?.dataset.rowId ?? null
}

function focusOn(id: string | null) {
  const button = id && document.querySelector<HTMLElement>(`button[data-approve="${CSS.escape(id)}"]`)
  if (!button) return
  button.focus({ preventScroll: true })
  button.scrollIntoView({ block: 'nearest' })
}
