'use client'

import { type AppColumns, appColumns } from '@/components/data-table/app-table'
import { Badge } from '@/components/ui/badge'
import { MonoId } from '@/components/ui/mono-id'
import { RelativeTime } from '@/components/ui/relative-time'
import { type AccountColumn, accountColumns, isBalance } from '@/lib/account-columns'
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
const declared = <Id extends AccountColumn>(id: Id) => ({
  id,
  header: accountColumns[id].label,
  enableSorting: 'sorts' in accountColumns[id],
})

const allColumns = column.columns([
  column.accessor('name', {
    ...declared('name'),
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
    ...declared('status'),
    // As wide as "Disabling…" beside the switch.
    meta: { width: 140, phone: 'status' },
    cell: ({ row }) => <StatusCell account={row.original} />,
  }),
  column.accessor('availableCredit', {
    ...declared('credit'),
    meta: { width: 162, align: 'end', phone: 'figure' },
    cell: ({ row }) => <BalanceCell account={row.original} amount={row.original.availableCredit} />,
  }),
  column.accessor('rollupBilling', {
    ...declared('rollup'),
    meta: { width: 116 },
    cell: ({ row }) => <FlagCell kind="rollup" value={row.original.rollupBilling} />,
  }),
  column.accessor('customPricing', {
    ...declared('pricing'),
    meta: { width: 128 },
    cell: ({ row }) => <PricingCell account={row.original} />,
  }),
  column.accessor('email', {
    ...declared('email'),
    meta: { width: 128 },
    cell: ({ row }) => row.original.email ?? '—',
  }),
  column.accessor('channelLimit', {
    ...declared('channels'),
    meta: { width: 124, align: 'end' },
    cell: ({ row }) => <ChannelsCell account={row.original} />,
  }),
  column.accessor('balance', {
    ...declared('balance'),
    meta: { width: 150, align: 'end' },
    cell: ({ row }) => <BalanceCell account={row.original} amount={row.original.balance} />,
  }),
  column.accessor('createdAt', {
    ...declared('created'),
    meta: { width: 104 },
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
  }),
  column.accessor('updatedAt', {
    ...declared('updated'),
    meta: { width: 108 },
    cell: ({ row }) => <RelativeTime at={row.original.updatedAt} />,
  }),
  column.accessor('disabledAt', {
    ...declared('disabled'),
    meta: { width: 130 },
    cell: ({ row }) => <DisabledCell account={row.original} />,
  }),
  column.accessor('disabledBy', {
    ...declared('disabledBy'),
    meta: { width: 140 },
    cell: ({ row: { original: account } }) => <DisableFact account={account} fact={account.disabledBy} />,
  }),
  column.accessor('disabledReason', {
    ...declared('reason'),
    meta: { width: 150 },
    cell: ({ row: { original: account } }) => (
      <DisableFact account={account} fact={account.disabledReason && disableReasonWords(account.disabledReason)} />
    ),
  }),
  column.accessor('disableTicket', {
    ...declared('ticket'),
    meta: { width: 130 },
    cell: ({ row: { original: account } }) => <DisableFact account={account} fact={account.disableTicket} />,
  }),
  column.accessor('reviewOn', {
    ...declared('review'),
    meta: { width: 112 },
    cell: ({ row }) => <ReviewCell account={row.original} />,
  }),
  column.accessor('id', {
    ...declared('id'),
    meta: { width: 150 },
    cell: ({ row }) => <MonoId key={row.original.id} id={row.original.id} copyLabel="Copy account id" />,
  }),
  column.display({
    id: 'actions',
    header: 'Actions',
    meta: { width: 68, pin: 'end' },
    cell: ({ row }) => <RowButtons account={row.original} />,
  }),
])

const withoutBalances: AppColumns<AccountRow> = allColumns
  .filter(({ id = '' }) => !isBalance(id))
  .map(one => (one.id === 'email' ? { ...one, meta: { ...one.meta, width: 232 } } : one))

/** Roles that may not see balances have no columns for them: whole e-mail addresses take their place. */
export function columnsFor(role: Role): AppColumns<AccountRow> {
  return can(role, 'accounts.balances') ? allColumns : withoutBalances
}
