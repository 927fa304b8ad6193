'use client'

import { type AppColumns, appColumns } from '@/components/data-table/app-table'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import type { RosterUser } from '@/lib/organization'
import type { Choice } from '@/lib/roster'
import { EmailCell, GroupsCell, LastSignIn, MembershipCell, SsoMark, UserMenu, UserStatus } from './cells'

const column = appColumns<RosterUser>()

export const listColumns = column.columns([
  column.accessor('email', {
    header: 'E-mail',
    meta: { width: 284, grow: true },
    cell: ({ row }) => <EmailCell user={row.original} />,
  }),
  column.accessor('status', {
    header: 'Status',
    meta: { width: 140, phone: 'status' },
    cell: ({ row }) => <UserStatus user={row.original} />,
  }),
  column.accessor(user => user.groups?.length, {
    id: 'groups',
    header: 'Groups',
    meta: { width: 236 },
    cell: ({ row }) => <GroupsCell user={row.original} />,
  }),
  column.accessor('lastSignInAt', {
    id: 'signin',
    header: 'Last sign-in',
    meta: { width: 136, phone: 'figure' },
    cell: ({ row }) => <LastSignIn user={row.original} />,
  }),
  column.accessor('bypassesSso', {
    id: 'sso',
    header: 'Single sign-on',
    meta: { width: 140 },
    cell: ({ row }) => <SsoMark user={row.original} />,
  }),
  column.accessor('createdAt', {
    id: 'created',
    header: 'Added',
    meta: { width: 120 },
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
  }),
  column.display({
    id: 'actions',
    header: 'Actions',
    meta: { width: 56, pin: 'end' },
    cell: ({ row }) => <UserMenu user={row.original} />,
  }),
])

/** One column per group, to compare memberships. */
export function matrixColumns(groups: readonly Choice[]): AppColumns<RosterUser> {
  return column.columns([
    column.accessor('email', {
      header: 'E-mail',
      meta: { width: 264, grow: true },
      cell: ({ row }) => <EmailCell user={row.original} />,
    }),
    column.accessor('status', {
      header: 'Status',
      meta: { width: 132 },
      cell: ({ row }) => <UserStatus user={row.original} />,
    }),
    ...groups.map(group =>
      column.display({
        id: `group-${group.value}`,
        header: () => <GroupHead group={group} />,
        enableSorting: false,
        meta: { label: group.label, width: 124 },
        cell: ({ row }) => <MembershipCell user={row.original} groupId={group.value} />,
      }),
    ),
  ])
}

function GroupHead({ group }: { group: Choice }) {
  return (
    <span className="flex items-baseline gap-1.5" title={group.label}>
      <span className="truncate">{group.label}</span>
      <span className="figures font-normal">{formatNumber(group.count)}</span>
    </span>
  )
}
