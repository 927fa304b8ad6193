'use client'

import type { ReactNode } from 'react'
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

type Meta = NonNullable<AppColumns<AccountRow>[number]['meta']>

/** Ids are the sort keys of the server, which sorts. The type of a field decides in which direction a first click sorts. */
const declared = (id: AccountColumn, field: keyof AccountRow, meta: Meta, cell: (account: AccountRow) => ReactNode) =>
  column.accessor(account => account[field], {
    id,
    header: accountColumns[id].label,
    enableSorting: 'sorts' in accountColumns[id],
    meta,
    cell: ({ row }) => cell(row.original),
  })

const allColumns: AppColumns<AccountRow> = column.columns([
  declared('name', 'name', { width: 208, grow: true }, account => (
    <NameWithHit hit={account.hit}>
      <span className="cell-line">
        <NameLink account={account} />
        <Marks account={account} />
        {account.missingSince && <Badge tone="warning">Gone from Telnyx</Badge>}
      </span>
    </NameWithHit>
  )),
  // As wide as "Disabling…" beside the switch.
  declared('status', 'status', { width: 140, phone: 'status' }, account => <StatusCell account={account} />),
  declared('credit', 'availableCredit', { width: 166, align: 'end', phone: 'figure' }, account => (
    <BalanceCell account={account} amount={account.availableCredit} />
  )),
  declared('rollup', 'rollupBilling', { width: 116 }, account => (
    <FlagCell kind="rollup" value={account.rollupBilling} />
  )),
  declared('pricing', 'customPricing', { width: 132 }, account => <PricingCell account={account} />),
  declared('email', 'email', { width: 116 }, account => account.email ?? '—'),
  declared('channels', 'channelLimit', { width: 132, align: 'end' }, account => <ChannelsCell account={account} />),
  declared('balance', 'balance', { width: 170, align: 'end' }, account => (
    <BalanceCell account={account} amount={account.balance} />
  )),
  declared('created', 'createdAt', { width: 104 }, account => <RelativeTime at={account.createdAt} />),
  declared('updated', 'updatedAt', { width: 108 }, account => <RelativeTime at={account.updatedAt} />),
  declared('disabled', 'disabledAt', { width: 130 }, account => <DisabledCell account={account} />),
  declared('disabledBy', 'disabledBy', { width: 140 }, account => (
    <DisableFact account={account} fact={account.disabledBy} />
  )),
  declared('reason', 'disabledReason', { width: 150 }, account => (
    <DisableFact account={account} fact={account.disabledReason && disableReasonWords(account.disabledReason)} />
  )),
  declared('ticket', 'disableTicket', { width: 130 }, account => (
    <DisableFact account={account} fact={account.disableTicket} />
  )),
  declared('review', 'reviewOn', { width: 112 }, account => <ReviewCell account={account} />),
  declared('id', 'id', { width: 150 }, account => (
    <MonoId key={account.id} id={account.id} copyLabel="Copy account id" />
  )),
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
