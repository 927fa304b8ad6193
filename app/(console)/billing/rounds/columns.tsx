'use client'

import { appColumns } from '@/components/data-table/app-table'
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

const column = appColumns<ReviewItem>()

/** A round lists its items by name: its columns do not sort. */
export const roundColumns = column.columns([
  column.accessor('name', {
    header: 'Account',
    meta: { width: 160, grow: true },
    cell: ({ row: { original: item } }) => (
      <AccountLink account={{ id: item.subjectId, name: item.name, email: item.email }} className="truncate" />
    ),
  }),
  column.accessor('email', {
    header: 'E-mail',
    meta: { width: 128 },
    cell: ({ row }) => <span className="truncate text-muted">{row.original.email}</span>,
  }),
  column.accessor('value', {
    header: 'At opening',
    meta: { width: 88 },
    cell: ({ row }) => <FrozenCell item={row.original} />,
  }),
  column.accessor('now', {
    header: 'Now',
    meta: { width: 100, phone: 'figure' },
    cell: ({ row }) => <FlagNow item={row.original} />,
  }),
  column.accessor('money', {
    header: 'Balance',
    meta: { width: 158, align: 'end' },
    cell: ({ row: { original: item } }) =>
      item.money && <AccountMoney account={item.money} amount={item.money.balance} />,
  }),
  column.accessor('verdict', {
    header: 'Verdict',
    meta: { width: 118, phone: 'status' },
    cell: ({ row }) => <VerdictCell item={row.original} />,
  }),
  column.accessor('decidedAt', {
    header: 'Decided by',
    meta: { width: 148 },
    cell: ({ row }) => <DecidedByCell item={row.original} />,
  }),
  column.display({
    id: 'decision',
    header: 'Decision',
    // Pinned, so that a decision can always be undone.
    meta: { width: 186, align: 'end', pin: 'end', phone: 'wide' },
    cell: ({ row }) => <DecisionCell item={row.original} />,
  }),
])
