'use client'

import { type AppColumns, appColumns } from '@/components/data-table/app-table'
import { RelativeTime } from '@/components/ui/relative-time'
import { VisuallyHidden } from '@/components/ui/visually-hidden'
import type { BillingRow, BillingView } from '@/lib/billing'
import { AccountLink } from '../_shell/account-link'
import { AccountMoney } from '../accounts/account-money'
import { NameWithHit } from '../accounts/search-hit-text'
import { AccountStatusText } from '../accounts/status-cell'
import { FlagCell, ReviewCell, ReviewedByCell, VerdictCell } from './cells'

const column = appColumns<BillingRow>()

/** Ids are the sort keys of the server. */
const name = column.accessor('name', {
  id: 'name',
  header: 'Name',
  meta: { width: 200, grow: true },
  cell: ({ row }) => (
    <NameWithHit hit={row.original.hit}>
      <AccountLink account={row.original} className="truncate" />
    </NameWithHit>
  ),
})
const status = column.accessor('status', {
  id: 'status',
  header: 'Status',
  meta: { width: 118, phone: 'status' },
  cell: ({ row }) => <AccountStatusText account={row.original} />,
})
const flag = column.accessor('rollupBilling', {
  id: 'flag',
  header: 'Rollup billing',
  meta: { width: 164, phone: 'figure' },
  cell: ({ row }) => <FlagCell flag={row.original.rollupBilling} />,
})
const review = column.accessor('reviewState', {
  id: 'review',
  header: 'Review',
  meta: { width: 124, phone: 'figure' },
  enableSorting: false,
  cell: ({ row }) => <ReviewCell row={row.original} />,
})
const reviewed = column.accessor('review', {
  id: 'reviewed',
  header: 'Reviewed by',
  meta: { width: 200 },
  cell: ({ row }) => <ReviewedByCell row={row.original} />,
})
const verdict = column.display({
  id: 'verdict',
  header: () => <VisuallyHidden>Decision</VisuallyHidden>,
  // Pinned, so that a decision can always be undone.
  meta: { label: 'Decision', width: 188, align: 'end', pin: 'end', phone: 'wide' },
  cell: ({ row }) => <VerdictCell row={row.original} />,
})
const balance = column.accessor('balance', {
  id: 'balance',
  header: 'Balance',
  meta: { width: 150, align: 'end' },
  cell: ({ row }) => <AccountMoney account={row.original} amount={row.original.balance} />,
})
const credit = column.accessor('availableCredit', {
  id: 'credit',
  header: 'Available credit',
  meta: { width: 150, align: 'end', phone: 'figure' },
  cell: ({ row }) => <AccountMoney account={row.original} amount={row.original.availableCredit} />,
})
const creditLimit = column.accessor('creditLimit', {
  id: 'creditLimit',
  header: 'Credit limit',
  meta: { width: 140, align: 'end' },
  enableSorting: false,
  cell: ({ row }) => <AccountMoney account={row.original} amount={row.original.creditLimit} />,
})
const observed = column.accessor('balanceObservedAt', {
  id: 'observed',
  header: 'Balance as of',
  meta: { width: 130 },
  enableSorting: false,
  cell: ({ row }) => <RelativeTime at={row.original.balanceObservedAt} missing="Not requested" />,
})

/** The queue has no place for the account's status on a phone: it is about the flag and its review. */
const state = { ...review, meta: { ...review.meta, phone: 'status' as const } }
const plainStatus = { ...status, meta: { width: 118 } }
const plainReview = { ...review, meta: { width: 124 } }

const money = column.columns([name, balance, creditLimit, credit, observed, status, plainReview])

/** Rollup accounts have no money columns, because Telnyx reports the manager's balance for them. */
export const columnsOf: Record<BillingView, AppColumns<BillingRow>> = {
  queue: column.columns([name, flag, state, reviewed, plainStatus, verdict]),
  rollup: column.columns([name, status, review, reviewed, verdict]),
  own: money,
  low: money,
}
