'use client'

import { type AppColumns, appColumns } from '@/components/data-table/app-table'
import { Badge } from '@/components/ui/badge'
import { MonoId } from '@/components/ui/mono-id'
import { RelativeTime } from '@/components/ui/relative-time'
import { VisuallyHidden } from '@/components/ui/visually-hidden'
import type { AccountRow } from '@/lib/accounts'
import { can, type Role } from '@/lib/permissions'
import {
  BalanceCell,
  ChannelsCell,
  DisabledCell,
  DisableFact,
  FlagCell,
  Marks,
  NameLink,
  PricingCell,
  ReviewCell,
} from './cells'
import { RowButtons } from './row-actions'
import { NameWithHit } from './search-hit-text'
import { StatusCell } from './status-cell'
import { disableReasonWords } from './words'

const column = appColumns<AccountRow>()

/** Ids are the sort keys of the server. */
const allColumns = column.columns([
  column.accessor('name', {
    id: 'name',
    header: 'Name',
    meta: { width: 208, grow: true },
    enableHiding: false,
    cell: ({ row }) => (
      <NameWithHit hit={row.original.hit}>
        <span className="cell-line">
          <NameLink account={row.original} />
          <Marks account={row.original} />
          {row.original.missingSince && <Badge tone="warning">Gone from Telnyx</Badge>}
        </span>
      </NameWithHit>
    ),
  }),
  column.accessor('status', {
    id: 'status',
    header: 'Status',
    // As wide as "Disabling…" beside the switch.
    meta: { width: 140, phone: 'status' },
    cell: ({ row }) => <StatusCell account={row.original} />,
  }),
  column.accessor('availableCredit', {
    id: 'credit',
    header: 'Available credit',
    meta: { width: 162, align: 'end', phone: 'figure' },
    cell: ({ row }) => <BalanceCell account={row.original} amount={row.original.availableCredit} />,
  }),
  column.accessor('rollupBilling', {
    id: 'rollup',
    header: 'Rollup billing',
    meta: { width: 116 },
    cell: ({ row }) => <FlagCell kind="rollup" value={row.original.rollupBilling} />,
  }),
  column.accessor('customPricing', {
    id: 'pricing',
    header: 'Custom pricing',
    meta: { width: 128 },
    cell: ({ row }) => <PricingCell account={row.original} />,
  }),
  column.accessor('email', {
    id: 'email',
    header: 'E-mail',
    meta: { width: 128 },
    cell: ({ row }) => row.original.email ?? '—',
  }),
  column.accessor('channelLimit', {
    id: 'channels',
    header: 'Channel limit',
    meta: { width: 124, align: 'end' },
    cell: ({ row }) => <ChannelsCell account={row.original} />,
  }),
  column.accessor('balance', {
    id: 'balance',
    header: 'Balance',
    meta: { width: 150, align: 'end' },
    cell: ({ row }) => <BalanceCell account={row.original} amount={row.original.balance} />,
  }),
  column.accessor('createdAt', {
    id: 'created',
    header: 'Created',
    meta: { width: 104 },
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
  }),
  column.accessor('updatedAt', {
    id: 'updated',
    header: 'Updated',
    meta: { width: 108 },
    cell: ({ row }) => <RelativeTime at={row.original.updatedAt} />,
  }),
  column.accessor('disabledAt', {
    id: 'disabled',
    header: 'Disabled since',
    meta: { width: 130 },
    cell: ({ row }) => <DisabledCell account={row.original} />,
  }),
  column.accessor('disabledBy', {
    id: 'disabledBy',
    header: 'Disabled by',
    meta: { width: 140 },
    enableSorting: false,
    cell: ({ row: { original: account } }) => <DisableFact account={account} fact={account.disabledBy} />,
  }),
  column.accessor('disabledReason', {
    id: 'reason',
    header: 'Disable reason',
    meta: { width: 150 },
    enableSorting: false,
    cell: ({ row: { original: account } }) => (
      <DisableFact account={account} fact={account.disabledReason && disableReasonWords(account.disabledReason)} />
    ),
  }),
  column.accessor('disableTicket', {
    id: 'ticket',
    header: 'Ticket',
    meta: { width: 130 },
    enableSorting: false,
    cell: ({ row: { original: account } }) => <DisableFact account={account} fact={account.disableTicket} />,
  }),
  column.accessor('reviewOn', {
    id: 'review',
    header: 'Review on',
    meta: { width: 112 },
    cell: ({ row }) => <ReviewCell account={row.original} />,
  }),
  column.accessor('id', {
    id: 'id',
    header: 'Id',
    meta: { width: 150 },
    cell: ({ row }) => <MonoId key={row.original.id} id={row.original.id} copyLabel="Copy account id" />,
  }),
  column.display({
    id: 'actions',
    header: () => <VisuallyHidden>Actions</VisuallyHidden>,
    meta: { label: 'Actions', width: 68, pin: 'end' },
    enableHiding: false,
    enableSorting: false,
    cell: ({ row }) => <RowButtons account={row.original} />,
  }),
])

const withoutBalances: AppColumns<AccountRow> = allColumns
  .filter(one => one.id !== 'credit' && one.id !== 'balance')
  .map(one => (one.id === 'email' ? { ...one, meta: { ...one.meta, width: 232 } } : one))

/** Roles that may not see balances have no columns for them: whole e-mail addresses take their place. */
export function columnsFor(role: Role): AppColumns<AccountRow> {
  return can(role, 'accounts.balances') ? allColumns : withoutBalances
}
