'use client'

import { appColumns } from '@/components/data-table/app-table'
import { Badge } from '@/components/ui/badge'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { type StateIcon, Status } from '@/components/ui/status'
import type { Tone } from '@/components/ui/tone'
import { type ApprovalRow, type ApprovalState, approvableActions } from '@/lib/approval'

const column = appColumns<ApprovalRow>()

const approvalLook: Record<ApprovalState, { label: string; tone: Tone; icon: StateIcon }> = {
  open: { label: 'Waiting for approval', tone: 'warning', icon: 'clock' },
  approved: { label: 'Approved', tone: 'success', icon: 'check' },
  rejected: { label: 'Rejected', tone: 'danger', icon: 'stop' },
  withdrawn: { label: 'Withdrawn', tone: 'neutral', icon: 'ban' },
  used: { label: 'Started', tone: 'neutral', icon: 'play' },
  expired: { label: 'Expired', tone: 'neutral', icon: 'slash' },
}

export function ApprovalStatus({ state }: { state: ApprovalState }) {
  const look = approvalLook[state]
  return (
    <Status tone={look.tone} icon={look.icon}>
      {look.label}
    </Status>
  )
}

export const approvalColumns = column.columns([
  column.accessor('action', {
    header: 'Action',
    meta: { width: 220 },
    cell: ({ row }) => <span className="font-medium">{approvableActions[row.original.action]}</span>,
  }),
  column.accessor('accounts', {
    header: 'Accounts',
    meta: { width: 96, align: 'end', phone: 'figure' },
    cell: ({ row }) => formatNumber(row.original.accounts),
  }),
  column.accessor('state', {
    header: 'State',
    meta: { width: 176, phone: 'status' },
    cell: ({ row }) => <ApprovalStatus state={row.original.state} />,
  }),
  column.accessor('requestedByName', {
    header: 'Requested by',
    meta: { width: 184 },
    cell: ({ row: { original: one } }) => (
      <span className="flex min-w-0 items-center gap-2">
        <bdi className="truncate" title={one.requestedByName}>
          {one.requestedByName}
        </bdi>
        {one.own && <Badge tone="accent">You</Badge>}
      </span>
    ),
  }),
  column.accessor('createdAt', {
    header: 'Requested',
    meta: { width: 112 },
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
  }),
  column.accessor('expiresAt', {
    header: 'Expires',
    meta: { width: 112 },
    cell: ({ row }) => <RelativeTime at={row.original.expiresAt} />,
  }),
  column.accessor('reason', {
    header: 'Message',
    meta: { width: 240, grow: true },
    cell: ({ row }) => <span title={row.original.reason}>{row.original.reason}</span>,
  }),
])
