'use client'

import { type AppColumns, appColumns } from '@/components/data-table/app-table'
import { Money } from '@/components/ui/money'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AccountView, BillingRow } from '@/lib/billing'
import { AccountLink } from '../_shell/account-link'
import { AccountMoney } from '../accounts/account-money'
import { NameWithHit } from '../accounts/search-hit-text'
import { AccountStatusText } from '../accounts/status-cell'
import { ThresholdCell } from './threshold-cell'

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
  meta: { width: 140, phone: 'status' },
  cell: ({ row }) => <AccountStatusText account={row.original} />,
})
const email = column.accessor('email', {
  id: 'email',
  header: 'E-mail',
  meta: { width: 240 },
  enableSorting: false,
  cell: ({ row }) => <span className="truncate text-muted">{row.original.email}</span>,
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
  meta: { width: 150, align: 'end' },
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

const short = column.accessor('short', {
  id: 'short',
  header: 'Below threshold by',
  meta: { width: 160, align: 'end' },
  cell: ({ row }) => <Money amount={row.original.short} currency={row.original.currency} plain />,
})
const threshold = column.accessor(row => row.threshold?.amount, {
  id: 'threshold',
  header: 'Threshold',
  meta: { width: 190, align: 'end' },
  enableSorting: false,
  cell: ({ row }) => <ThresholdCell account={row.original} />,
})

const money = column.columns([name, balance, creditLimit, credit, observed, status])

/** Rollup accounts have no money columns, because Telnyx reports the manager's balance for them. */
export const columnsOf: Record<AccountView, AppColumns<BillingRow>> = {
  rollup: column.columns([name, email, status]),
  own: money,
  low: column.columns([name, short, credit, threshold, balance, observed, status]),
}
