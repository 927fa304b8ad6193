import { kindWords, valueWord } from '@/lib/review-words'
import type { ReviewItem, ReviewKind } from '@/lib/reviews'
import { itemName } from './words'

/** A text for Telnyx support: only they can change a flag, or tell the value of a flag that is not reported. */
export function supportText(kind: ReviewKind, item: Pick<ReviewItem, 'name' | 'email' | 'subjectId' | 'now'>): string {
  const flag = kindWords[kind]
  const isKnown = item.now === 'yes' || item.now === 'no'
  return [
    isKnown
      ? `Please change ${flag.toLowerCase()} of this managed account.`
      : `Please tell us whether ${flag.toLowerCase()} is on for this managed account: your API does not report it.`,
    '',
    `Account: ${itemName(item)}`,
    `E-mail: ${item.email ?? 'not reported'}`,
    `Account id: ${item.subjectId}`,
    `${flag} now: ${valueWord(kind, item.now)}`,
    ...(isKnown ? [`${flag} wanted: ${valueWord(kind, item.now === 'yes' ? 'no' : 'yes')}`] : []),
  ].join('\n')
}
