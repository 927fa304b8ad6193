import { formatNumber } from '@/components/ui/number'
import type { ReviewItem, Verdict } from '@/lib/reviews'

/** The items of a bulk decision: the ticked ones, or all open ones that match the text. */
export type BulkChoice = { verdict: Verdict; ids: string[] | null; q: string; count: number }

/** The button of a bulk decision; the dialog's title repeats it. */
export function bulkLabel(isUser: boolean, { verdict, ids, count }: BulkChoice): string {
  const verb = verdict === 'approved' ? (isUser ? 'Keep' : 'Approve') : isUser ? 'Mark for removal:' : 'Question'
  return ids ? `${verb} ${formatNumber(count)} selected` : `${verb} all ${formatNumber(count)} open`
}

export const itemName = (item: Pick<ReviewItem, 'name' | 'email' | 'subjectId'>) =>
  item.name ?? item.email ?? item.subjectId
