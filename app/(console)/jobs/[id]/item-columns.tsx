'use client'

import { appColumns } from '@/components/data-table/app-table'
import { Unknown } from '@/components/ui/description-list'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { problemText } from '@/lib/errors'
import type { JobItemRow } from '@/lib/job'
import { AccountLink } from '../../_shell/account-link'
import { itemLook } from '../words'

const column = appColumns<JobItemRow>()

export const itemColumns = column.columns([
  column.accessor('position', {
    header: 'No.',
    meta: { width: 72, align: 'end' },
    cell: ({ row }) => <Place item={row.original} />,
  }),
  column.accessor('label', {
    header: 'Account',
    meta: { width: 240, grow: true },
    cell: ({ row: { original: item } }) =>
      item.accountId ? (
        <AccountLink account={{ id: item.accountId, name: item.label, email: null }} />
      ) : (
        <bdi className="block truncate" title={item.label}>
          {item.label}
        </bdi>
      ),
  }),
  column.accessor('state', {
    header: 'State',
    meta: { width: 184 },
    cell: ({ row: { original: item } }) => {
      const look = itemLook[item.state]
      return (
        <Status tone={look.tone} icon={look.icon} pending={look.pending}>
          {look.label}
        </Status>
      )
    },
  }),
  column.display({
    id: 'said',
    header: 'Details',
    meta: { width: 360, grow: true },
    cell: ({ row: { original: item } }) => <Said item={item} />,
  }),
  column.accessor('attempts', {
    header: 'Attempts',
    meta: { width: 96, align: 'end' },
    cell: ({ row }) => <span className="figures text-muted">{formatNumber(row.original.attempts)}</span>,
  }),
  column.accessor('finishedAt', {
    header: 'Ended',
    meta: { width: 120 },
    cell: ({ row }) => <RelativeTime at={row.original.finishedAt} missing="Not ended" />,
  }),
])

/** The position of the item; for an import, the line of the file. */
function Place({ item: { position, input } }: { item: JobItemRow }) {
  const line = typeof input?.line === 'number' ? input.line : null
  return (
    <span className="figures text-muted" title={line === null ? undefined : `Line ${formatNumber(line)} of the file`}>
      {formatNumber(line ?? position)}
    </span>
  )
}

function Said({ item: { problem } }: { item: JobItemRow }) {
  if (!problem) return <Unknown label="No details" />
  const id = problem.requestId ? ` Telnyx request id ${problem.requestId}.` : ''
  const text = problemText(problem) + id
  // A failure reason may take a second line, because it is what the operator looks for here.
  return (
    <span className="my-1.5 line-clamp-2 whitespace-normal" title={text}>
      {text}
    </span>
  )
}
