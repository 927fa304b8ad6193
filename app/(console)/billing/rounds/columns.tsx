'use client'

import { plainColumns } from '@/components/data-table/app-table'
import { kindWords } from '@/lib/review-words'
import type { ReviewItem } from '@/lib/reviews'
import { AccountLink } from '../../_shell/account-link'
import { DecidedByCell, DecisionCell, FrozenCell, NowCell, VerdictCell } from '../../_shell/reviews/item-cells'
import { useReviewing } from '../../_shell/reviews/reviewing'
import { AccountMoney } from '../../accounts/account-money'

/** A card on a phone has no header that says which flag it is. */
function FlagNow({ item }: { item: ReviewItem }) {
  const { round } = useReviewing()
  return (
    <>
      <span className="text-muted sm:hidden">{kindWords[round.kind]}&nbsp;</span>
      <NowCell item={item} />
    </>
  )
}

const column = plainColumns<ReviewItem>()

/** A round lists its items by name. */
export const roundColumns = [
  column('name', 'Account', { width: 160, grow: true }, ({ subjectId, name, email }) => (
    <AccountLink account={{ id: subjectId, name, email }} className="truncate" />
  )),
  column('email', 'E-mail', { width: 112 }, item => <span className="truncate text-muted">{item.email}</span>),
  column('value', 'At opening', { width: 96 }, item => <FrozenCell item={item} />),
  column('now', 'Now', { width: 112, phone: 'figure' }, item => <FlagNow item={item} />),
  column(
    'money',
    'Balance',
    { width: 168, align: 'end' },
    ({ money }) => money && <AccountMoney account={money} amount={money.balance} />,
  ),
  column('verdict', 'Verdict', { width: 118, phone: 'status' }, item => <VerdictCell item={item} />),
  column('decidedAt', 'Decided by', { width: 148 }, item => <DecidedByCell item={item} />),
  // Pinned, so that a decision can always be undone.
  column('decision', 'Decision', { width: 186, align: 'end', pin: 'end', phone: 'wide' }, item => (
    <DecisionCell item={item} />
  )),
]
