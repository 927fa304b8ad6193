'use client'

import { plainColumns } from '@/components/data-table/app-table'
import { Badge } from '@/components/ui/badge'
import { Unknown } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { type ReviewCheck, reviewChecks } from '@/lib/organization'
import type { ReviewItem } from '@/lib/reviews'
import { hasFinding } from '@/lib/roster'
import { DecidedByCell, DecisionCell, NowCell, VerdictCell } from '../../_shell/reviews/item-cells'
import { useReviewing } from '../../_shell/reviews/reviewing'
import { reviewWords } from '../words'

const column = plainColumns<ReviewItem>()

/** A round lists its items by e-mail. */
export const accessColumns = [
  column('email', 'E-mail', { width: 170, grow: true }, ({ email, subjectId, isSelf }) => (
    <span className="flex min-w-0 items-center gap-2">
      <bdi className="truncate font-medium" title={email ?? subjectId}>
        {email ?? subjectId}
      </bdi>
      {isSelf && <Badge tone="accent">You</Badge>}
    </span>
  )),
  column('findings', 'Findings', { width: 154, phone: 'wide' }, item => <Findings item={item} />),
  column('signin', 'Last sign-in', { width: 124 }, ({ facts }) =>
    facts?.lastSignInAt ? (
      <RelativeTime at={facts.lastSignInAt} />
    ) : (
      <span className="text-muted">Never signed in</span>
    ),
  ),
  column('now', 'Access now', { width: 200, phone: 'wide' }, item => <NowCell item={item} />),
  column('verdict', 'Verdict', { width: 96, phone: 'status' }, item => <VerdictCell item={item} />),
  column('decidedAt', 'Decided by', { width: 140 }, item => <DecidedByCell item={item} />),
  column('decision', 'Decision', { width: 204, align: 'end', pin: 'end', phone: 'wide' }, item => (
    <DecisionCell item={item} />
  )),
]

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
  // The warning first. Other columns say the rest in words; on a phone there is room for all.
  const [first, ...rest] = found.includes('sso') ? ['sso' as const, ...found.filter(check => check !== 'sso')] : found
  return (
    <span className="flex flex-wrap items-center gap-1" title={found.map(check => reviewWords[check].label).join(', ')}>
      {first && <Badge tone={first === 'sso' ? 'warning' : 'neutral'}>{short[first]}</Badge>}
      {rest.map(check => (
        <Badge key={check} tone="neutral" className="sm:sr-only">
          {short[check]}
        </Badge>
      ))}
      {rest.length > 0 && (
        <span aria-hidden className="text-muted text-xs max-sm:hidden">
          +{rest.length}
        </span>
      )}
    </span>
  )
}
