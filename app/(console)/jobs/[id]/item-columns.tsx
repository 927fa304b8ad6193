'use client'

import { plainColumns } from '@/components/data-table/app-table'
import { Unknown } from '@/components/ui/description-list'
import { MonoId } from '@/components/ui/mono-id'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { problemText } from '@/lib/errors'
import type { JobItemRow } from '@/lib/job'
import { AccountLink } from '../../_shell/account-link'
import { itemLook } from '../words'

const column = plainColumns<JobItemRow>()

export const itemColumns = [
  column('position', 'No.', { width: 72, align: 'end' }, item => <Place item={item} />),
  column('label', 'Account', { width: 240 }, ({ accountId, label }) =>
    accountId ? (
      <AccountLink account={{ id: accountId, name: label, email: null }} />
    ) : (
      <bdi className="block truncate" title={label}>
        {label}
      </bdi>
    ),
  ),
  column('state', 'State', { width: 184 }, ({ state }) => {
    const { label, ...look } = itemLook[state]
    return <Status {...look}>{label}</Status>
  }),
  column('said', 'Details', { width: 360, grow: true }, item => <Said item={item} />),
  column('attempts', 'Attempts', { width: 96, align: 'end' }, item => (
    <span className="figures text-muted">{formatNumber(item.attempts)}</span>
  )),
  column('finishedAt', 'Ended', { width: 120 }, item => <RelativeTime at={item.finishedAt} missing="Not ended" />),
]

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
  const text = problemText(problem)
  // A failure reason may take more lines, because it is what the operator looks for here.
  return (
    <span className="my-1.5 block whitespace-normal">
      <span className="line-clamp-3" title={text}>
        {text}
      </span>
      {problem.requestId && (
        <span className="block text-muted text-xs">
          Telnyx request <MonoId id={problem.requestId} copyLabel="Copy Telnyx request id" />
        </span>
      )}
    </span>
  )
}
