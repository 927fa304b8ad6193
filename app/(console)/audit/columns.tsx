'use client'

import { appColumns } from '@/components/data-table/app-table'
import { Unknown } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AuditEntry } from '@/lib/audit'
import { ActorLink } from './actor-link'
import { Outcome } from './outcome'
import { TargetLink } from './target-link'
import { actionWord, actorWord, roleWord } from './words'

const column = appColumns<AuditEntry>()

export const auditColumns = column.columns([
  column.accessor('action', {
    header: 'Action',
    meta: { width: 260 },
    cell: ({ row }) => <span className="font-medium">{actionWord(row.original.action)}</span>,
  }),
  column.accessor('outcome', {
    header: 'Outcome',
    meta: { width: 140, phone: 'status' },
    cell: ({ row }) => <Outcome outcome={row.original.outcome} />,
  }),
  column.accessor('at', {
    header: 'When',
    meta: { width: 130, phone: 'figure' },
    cell: ({ row }) => <RelativeTime at={row.original.at} />,
  }),
  column.accessor('actorName', {
    header: 'Who',
    meta: { width: 200, phone: 'wide' },
    cell: ({ row }) => <Actor entry={row.original} />,
  }),
  column.accessor('targetLabel', {
    header: 'Target',
    meta: { width: 220, grow: true, phone: 'wide' },
    cell: ({ row }) => <TargetLink entry={row.original} />,
  }),
  column.accessor('reason', {
    header: 'Reason',
    meta: { width: 200, grow: true },
    cell: ({ row }) =>
      row.original.reason ? <span title={row.original.reason}>{row.original.reason}</span> : <Unknown label="None" />,
  }),
])

function Actor({ entry }: { entry: AuditEntry }) {
  const role = roleWord(entry.actorRole)
  return (
    <span title={actorWord(entry)}>
      <ActorLink entry={entry} />
      {role && <span className="text-muted"> · {role}</span>}
    </span>
  )
}
