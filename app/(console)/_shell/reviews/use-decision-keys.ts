import { useEffect, useEffectEvent } from 'react'
import { type Shortcut, useShortcuts } from '@/components/ui/shortcuts'
import { keyboardIsTaken } from '@/components/ui/typing'
import { canBeDecided, isChanged, type ReviewItem } from '@/lib/reviews'
import { useReviewing } from './reviewing'

const noShortcuts: readonly Shortcut[] = []
const decisionShortcuts: readonly Shortcut[] = [
  { id: 'review-approve', keys: ['a'], label: 'Approve the item of the row', scope: 'In a review round' },
  { id: 'review-question', keys: ['q'], label: 'Question it, with a note', scope: 'In a review round' },
]

/** On a row: a approves, q asks for a note. */
export function useDecisionKeys(rows: readonly ReviewItem[], isStale: boolean) {
  const { round, approve, question, sending } = useReviewing()
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isStale || !round.mayDecide || event.shiftKey || keyboardIsTaken(event) || !(event.target instanceof Element))
      return
    const id = event.target.closest<HTMLElement>('tr[data-row-id]')?.dataset.rowId
    const item = rows.find(one => one.subjectId === id)
    if (!item || !canBeDecided(round.kind, item.now) || item.isSelf || sending.has(item.subjectId)) return
    if (event.key === 'a' && item.now !== 'unknown' && (item.verdict === 'open' || isChanged(item))) approve(item)
    else if (event.key === 'q') question(item)
    else return
    event.preventDefault()
  })
  useShortcuts(round.mayDecide ? decisionShortcuts : noShortcuts)
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
