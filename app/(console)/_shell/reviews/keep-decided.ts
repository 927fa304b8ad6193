import type { ReviewItem, Verdict } from '@/lib/reviews'

/** The items that were just decided here, by the id of their account or user. */
export type Decided = ReadonlyMap<string, ReviewItem>

/**
 * The rows to show: those of the newest answer, and those decided here that it no longer has, each in its old place. No other row can
 * then slide under a pointer that clicks again.
 * @param shown the ids in the order shown now
 */
export function keepDecided(shown: readonly string[], rows: readonly ReviewItem[], decided: Decided): ReviewItem[] {
  const kept = [...rows]
  for (const [at, id] of shown.entries()) {
    const row = decided.get(id)
    if (!row || rows.some(one => one.subjectId === id)) continue
    const before = shown.slice(0, at).findLast(other => kept.some(one => one.subjectId === other))
    kept.splice(before === undefined ? 0 : kept.findIndex(one => one.subjectId === before) + 1, 0, row)
  }
  return kept
}

const noStep = { sentBy: null, sentAt: null, answeredBy: null, answeredAt: null }
const noDecision = {
  verdict: 'open' as const,
  note: null,
  decidedValue: null,
  decidedBy: null,
  decidedAt: null,
  bulkId: null,
  isMine: false,
  ...noStep,
}

/** A row after this operator’s own decision, without any earlier decision. */
export const withDecision = (item: ReviewItem, verdict: Verdict, note: string, decidedAt: string): ReviewItem => ({
  ...item,
  ...noDecision,
  verdict,
  note: note || null,
  decidedValue: item.now,
  decidedAt,
  isMine: true,
})

export const withoutDecision = (item: ReviewItem): ReviewItem => ({ ...item, ...noDecision })

/** A row after this operator followed it up. @param at when the step was taken; null = it was taken back */
export function withFollowUp(item: ReviewItem, step: 'sent' | 'answered', at: string | null): ReviewItem {
  if (step === 'answered') return { ...item, answeredBy: null, answeredAt: at }
  return at === null ? { ...item, ...noStep } : { ...item, sentBy: null, sentAt: at }
}
