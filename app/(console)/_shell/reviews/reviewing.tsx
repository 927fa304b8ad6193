'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, lazy, type ReactNode, Suspense, use, useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { formatCount, formatNumber } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import type { Problem } from '@/lib/errors'
import { verdictWord } from '@/lib/review-words'
import type { ReviewItem, RoundView, Verdict } from '@/lib/reviews'
import { attentionKeys } from '../queries'
import { runAction } from '../run-action'
import { sayProblem } from '../say-problem'
import { decideBulk, decideItem, followUp, undoDecision } from './actions'
import { type Decided, withDecision, withFollowUp, withoutDecision } from './keep-decided'
import { reviewKeys } from './queries'
import { type BulkChoice, itemName } from './words'

// Loaded when first opened: forms and validation stay out of the table.
const QuestionDialog = lazy(() => import('./question-dialog').then(module => ({ default: module.QuestionDialog })))
const BulkDialog = lazy(() => import('./bulk-dialog').then(module => ({ default: module.BulkDialog })))
const FollowUpDialog = lazy(() => import('./follow-up-dialog').then(module => ({ default: module.FollowUpDialog })))

type Reviewing = {
  round: RoundView
  /** Ids of items whose decision is being saved. */
  sending: ReadonlySet<string>
  /** The items decided here since the list was opened. They keep their place. */
  decided: Decided
  approve: (item: ReviewItem) => void
  question: (item: ReviewItem) => void
  undo: (item: ReviewItem) => void
  openFollowUp: (item: ReviewItem) => void
  chooseBulk: (choice: BulkChoice) => void
  /** Leads from a user that is to be removed to the dialog that removes them. */
  onRemove: ((item: ReviewItem) => void) | undefined
}

const ReviewingContext = createContext<Reviewing | null>(null)

export function useReviewing(): Reviewing {
  const reviewing = use(ReviewingContext)
  if (!reviewing) throw new Error('No <ReviewingProvider> around this.')
  return reviewing
}

const nothing: Decided = new Map()
type ProviderProps = {
  round: RoundView
  /** The list's address. With another one, decided rows are no longer kept. */
  question: string
  onRemove?: ((item: ReviewItem) => void) | undefined
  onBulkDone: () => void
  children: ReactNode
}

/** Sends the decisions of a round's rows to the server. */
export function ReviewingProvider({ round, question, onRemove, onBulkDone, children }: ProviderProps) {
  'use memo'
  const client = useQueryClient()
  const [sending, setSending] = useState<ReadonlySet<string>>(new Set())
  const [questioned, setQuestioned] = useState<ReviewItem | null>(null)
  const [followed, setFollowed] = useState<ReviewItem | null>(null)
  const [chosen, setChosen] = useState<BulkChoice | null>(null)
  const [given, setGiven] = useState({ question, decided: nothing, said: '' })
  // Cleared here instead of compared in `keep`: a decision may be saved after the list's address has changed.
  if (given.question !== question) setGiven({ ...given, question, decided: nothing })
  const { decided } = given
  const keep = (item: ReviewItem, said: string) =>
    setGiven(now => ({ ...now, decided: new Map([...now.decided, [item.subjectId, item]]), said }))
  const mark = (ids: readonly string[]) => setSending(now => new Set([...now, ...ids]))
  /** Until the list is read again, these rows show "Saving…". */
  const refresh = async (marked: readonly string[] = []) => {
    void client.invalidateQueries({ queryKey: attentionKeys.all }).catch(() => undefined)
    await client.invalidateQueries({ queryKey: reviewKeys.all }).catch(() => undefined)
    setSending(now => new Set([...now].filter(id => !marked.includes(id))))
  }

  /** Resolves to the problem, or to null once the decision is saved. */
  const send = async (item: ReviewItem, verdict: Verdict, note: string): Promise<Problem | null> => {
    mark([item.subjectId])
    try {
      // What this row shows. The server refuses the decision if it has changed since.
      const seen = { verdict: item.verdict, decidedAt: item.decidedAt, value: item.now }
      const { roundId, subjectId } = item
      const outcome = await runAction(decideItem, { roundId, subjectId, verdict, note, seen })
      if (outcome.kind === 'done') {
        keep(
          withDecision(item, verdict, note, outcome.data.decidedAt),
          `${itemName(item)}: ${verdictWord(round.kind, verdict)}.`,
        )
      }
      return null
    } catch (thrown) {
      return problemOf(thrown)
    } finally {
      void refresh([item.subjectId])
    }
  }
  const approve = (item: ReviewItem) => {
    if (sending.has(item.subjectId)) return
    // At once, without waiting for the answer, so that pressing the key repeatedly works down the list.
    focusOn(nextAfter(item.subjectId))
    void send(item, 'approved', '').then(problem => {
      if (problem) sayProblem(`${itemName(item)} was not decided`, problem, itemName(item))
    })
  }
  const undo = async (item: ReviewItem) => {
    if (sending.has(item.subjectId)) return
    mark([item.subjectId])
    try {
      await runAction(undoDecision, { roundId: item.roundId, subjectId: item.subjectId })
      keep(withoutDecision(item), `The decision on ${itemName(item)} was undone.`)
    } catch (thrown) {
      sayProblem(`The decision on ${itemName(item)} was not undone`, thrown, itemName(item))
    } finally {
      void refresh([item.subjectId])
    }
  }
  const sendBulk = async ({ verdict, ids, q, count }: BulkChoice, note: string): Promise<Problem | null> => {
    const shown = ids ?? waitingRows().flatMap(row => row.dataset.rowId ?? [])
    mark(shown)
    try {
      const outcome = await runAction(decideBulk, { roundId: round.id, verdict, note, q, count, ...(ids && { ids }) })
      if (outcome.kind === 'done') {
        const { bulkId, decided: made, left } = outcome.data
        const word = verdictWord(round.kind, verdict).toLowerCase()
        toast.success(`${formatCount(made, 'item')} decided: ${word}`, {
          description:
            left > 0
              ? `${formatNumber(left)} not decided: others decided them, their value changed, or they are your own user.`
              : undefined,
          action: { label: 'Undo', onClick: () => undoBulk(bulkId) },
        })
        onBulkDone()
      }
      return null
    } catch (thrown) {
      return problemOf(thrown)
    } finally {
      void refresh(shown)
    }
  }
  const undoBulk = async (bulkId: string): Promise<boolean> => {
    try {
      const outcome = await runAction(undoDecision, { roundId: round.id, bulkId })
      if (outcome.kind === 'done') toast.success(`${formatCount(outcome.data.undone, 'decision')} undone`)
      return true
    } catch (thrown) {
      sayProblem('The decisions were not undone', thrown)
      return false
    } finally {
      void refresh()
    }
  }
  const follow = async (item: ReviewItem, step: 'sent' | 'answered', on: boolean): Promise<void> => {
    try {
      const outcome = await runAction(followUp, { roundId: item.roundId, subjectId: item.subjectId, step, on })
      // A row that is kept here is not in the answer, so it learns of this only here.
      if (outcome.kind === 'done' && decided.has(item.subjectId)) {
        keep(withFollowUp(item, step, outcome.data.at), `The follow-up of ${itemName(item)} was saved.`)
      }
      setFollowed(null)
    } catch (thrown) {
      sayProblem('This was not saved', thrown, itemName(item))
    }
    void refresh()
  }
  const value: Reviewing = {
    round,
    sending,
    decided,
    approve,
    question: setQuestioned,
    undo: item => void undo(item),
    openFollowUp: setFollowed,
    chooseBulk: setChosen,
    onRemove,
  }
  return (
    <ReviewingContext value={value}>
      {children}
      <span role="status" className="sr-only">
        {given.said}
      </span>
      <Suspense fallback={null}>
        {questioned && (
          <QuestionDialog round={round} item={questioned} send={send} onClose={() => setQuestioned(null)} />
        )}
        {chosen && <BulkDialog round={round} choice={chosen} send={sendBulk} onClose={() => setChosen(null)} />}
        {followed && <FollowUpDialog round={round} item={followed} follow={follow} onClose={() => setFollowed(null)} />}
      </Suspense>
    </ReviewingContext>
  )
}

const rowElements = () => [...document.querySelectorAll<HTMLElement>('tr[data-row-id]')]
/** The rows that can be approved. */
const waitingRows = () => rowElements().filter(row => row.querySelector('[data-approve]') !== null)

/** The next row that waits for a decision, else the first such row on the page. */
function nextAfter(id: string): string | null {
  const rows = rowElements()
  const waiting = (row: HTMLElement) => row.querySelector('[data-approve]') !== null && row.dataset.rowId !== id
  const at = rows.findIndex(row => row.dataset.rowId === id)
  return (rows.slice(at + 1).find(waiting) ?? rows.find(waiting))?.dataset.rowId ?? null
}

/** A click moves to the next button, a key to the next row: each where it was. */
function focusOn(id: string | null) {
  const row = id === null ? undefined : rowElements().find(one => one.dataset.rowId === id)
  if (!row) return
  const onButton =
    document.activeElement?.closest('[data-approve]') !== null && document.activeElement !== document.body
  const target = onButton ? row.querySelector<HTMLElement>('[data-approve]') : row
  target?.focus({ preventScroll: true })
  target?.scrollIntoView({ block: 'nearest' })
}
