'use client'

import { appColumns } from '@/components/data-table/app-table'
import { Unknown } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { limitSourceWords } from '@/lib/account-words'
import type { ChannelRow } from '@/lib/channels'
import { AccountLink } from '../_shell/account-link'
import { NameWithHit } from '../accounts/search-hit-text'
import { AccountStatusText } from '../accounts/status-cell'
import { LimitCell } from './limit-cell'

const column = appColumns<ChannelRow>()

/** Ids are the sort keys of the server. */
export const columns = column.columns([
  column.accessor('name', {
    id: 'name',
    header: 'Name',
    meta: { width: 260, grow: true },
    cell: ({ row }) => (
      <NameWithHit hit={row.original.hit}>
        <AccountLink account={row.original} className="truncate" />
      </NameWithHit>
    ),
  }),
  column.accessor('channelLimit', {
    id: 'limit',
    header: 'Channel limit',
    meta: { width: 150, align: 'end', phone: 'figure' },
    cell: ({ row }) => <LimitCell account={row.original} />,
  }),
  column.accessor('channelLimitSource', {
    id: 'source',
    header: 'Source',
    meta: { width: 150 },
    enableSorting: false,
    cell: ({ row: { original } }) =>
      original.channelLimitSource === null ? (
        <Unknown label="Not reported by Telnyx" />
      ) : (
        limitSourceWords[original.channelLimitSource]
      ),
  }),
  column.accessor('channelLimitObservedAt', {
    id: 'observed',
    header: 'As of',
    meta: { width: 130 },
    cell: ({ row }) => <RelativeTime at={row.original.channelLimitObservedAt} missing="Never set or imported" />,
  }),
  column.accessor('status', {
    id: 'status',
    header: 'Status',
    meta: { width: 140, phone: 'status' },
    enableSorting: false,
    cell: ({ row }) => <AccountStatusText account={row.original} />,
  }),
])
