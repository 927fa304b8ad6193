'use client'

import { appColumns } from '@/components/data-table/app-table'
import { Badge } from '@/components/ui/badge'
import { Unknown } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { type ReviewCheck, reviewChecks } from '@/lib/organization'
import type { ReviewItem } from '@/lib/reviews'
import { hasFinding } from '@/lib/roster'
import { DecidedByCell, DecisionCell, NowCell, VerdictCell } from '../../_shell/reviews/item-cells'
import { useReviewing } from '../../_shell/reviews/reviewing'
import { reviewWords } from '../words'

const column = appColumns<ReviewItem>()

/** A round lists its items by e-mail: its columns do not sort. */
export const accessColumns = column.columns([
  column.accessor('email', {
    header: 'E-mail',
    meta: { width: 190, grow: true },
    cell: ({ row: { original: item } }) => (
      <span className="flex min-w-0 items-center gap-2">
        <bdi className="truncate font-medium" title={item.email ?? item.subjectId}>
          {item.email ?? item.subjectId}
        </bdi>
        {item.isSelf && <Badge tone="accent">You</Badge>}
      </span>
    ),
  }),
  column.display({
    id: 'findings',
    header: 'Findings',
    meta: { width: 190, phone: 'figure' },
    cell: ({ row }) => <Findings item={row.original} />,
  }),
  column.display({
    id: 'signin',
    header: 'Last sign-in',
    meta: { width: 104 },
    cell: ({ row: { original: item } }) =>
      item.facts?.lastSignInAt ? (
        <RelativeTime at={item.facts.lastSignInAt} />
      ) : (
        <span className="text-muted">Never signed in</span>
      ),
  }),
  column.accessor('now', {
    header: 'Access now',
    meta: { width: 152 },
    cell: ({ row }) => <NowCell item={row.original} />,
  }),
  column.accessor('verdict', {
    header: 'Verdict',
    meta: { width: 96, phone: 'status' },
    cell: ({ row }) => <VerdictCell item={row.original} />,
  }),
  column.accessor('decidedAt', {
    header: 'Decided by',
    meta: { width: 140 },
    cell: ({ row }) => <DecidedByCell item={row.original} />,
  }),
  column.display({
    id: 'decision',
    header: 'Decision',
    meta: { width: 176, align: 'end', pin: 'end', phone: 'wide' },
    cell: ({ row }) => <DecisionCell item={row.original} />,
  }),
])

const short: Record<ReviewCheck, string> = {
  never: reviewWords.never.label,
  dormant: 'Dormant',
  sso: reviewWords.sso.label,
  ungrouped: reviewWords.ungrouped.label,
}

/** As they were when the round was opened. */
function Findings({ item: { facts } }: { item: ReviewItem }) {
  const { round } = useReviewing()
  if (!facts) return <Unknown />
  const found = reviewChecks.filter(check => hasFinding(facts, check, round.asOf))
  if (found.length === 0) return <span className="text-muted">None</span>
  return (
    <span
      className="flex min-w-0 gap-1 overflow-hidden"
      title={found.map(check => reviewWords[check].label).join(', ')}
    >
      {found.map(check => (
        <Badge key={check} tone={check === 'sso' ? 'warning' : 'neutral'} className="shrink-0">
          {short[check]}
        </Badge>
      ))}
    </span>
  )
}
