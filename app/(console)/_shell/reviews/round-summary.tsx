'use client'

import { lazy, type ReactNode, Suspense, useState } from 'react'
import { dayText } from '@/components/charts/line'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatNumber } from '@/components/ui/number'
import { Progress } from '@/components/ui/progress'
import { RelativeTime } from '@/components/ui/relative-time'
import { kindWords, verdictWord } from '@/lib/review-words'
import type { RoundView } from '@/lib/reviews'
import { useToday } from '../time-zone'
import { useRun } from '../use-run'
import { reviewKeys } from './queries'

const EvidenceButtons = lazy(() => import('./evidence-buttons').then(module => ({ default: module.EvidenceButtons })))
const SignOffDialog = lazy(() => import('./sign-off-dialog').then(module => ({ default: module.SignOffDialog })))

/** How far the round is, until when, and who may decide. */
export function RoundSummary({ round, onOpen }: { round: RoundView; onOpen: () => void }) {
  const [signing, setSigning] = useState(false)
  const { busy, run } = useRun(reviewKeys.all)
  const { counts } = round
  const isOpen = round.state === 'open'
  const decided = counts.items - counts.open
  const people = round.reviewers.map(one => one.name).join(', ')
  return (
    <Card
      title={<bdi>{round.name}</bdi>}
      description={
        <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badge>{kindWords[round.kind]}</Badge>
          <span>
            Opened by {round.openedBy} <RelativeTime at={round.openedAt} />
          </span>
          {round.population && <span>Only accounts with {round.population}</span>}
          {isOpen && round.dueOn && <Due day={round.dueOn} />}
          {isOpen && people && <span>Reviewers: {people}</span>}
        </span>
      }
      actions={
        <>
          {isOpen ? (
            round.mayDecide && (
              <Button
                variant={counts.todo === 0 ? 'primary' : 'secondary'}
                pending={busy}
                pendingLabel="Signing off…"
                onClick={() => setSigning(true)}
              >
                Sign off…
              </Button>
            )
          ) : (
            <Suspense fallback={null}>
              <EvidenceButtons round={round} />
            </Suspense>
          )}
          <Button onClick={onOpen}>Open round…</Button>
        </>
      }
    >
      <Progress
        label={isOpen ? 'Decided' : 'Decided at the sign-off'}
        value={decided}
        max={counts.items}
        tone={counts.open === 0 ? 'success' : 'accent'}
      />
      <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1">
        <Figure label={isOpen ? 'Open' : 'Left open'} value={counts.open} />
        <Figure label={verdictWord(round.kind, 'approved')} value={counts.approved} />
        <Figure label={verdictWord(round.kind, 'questioned')} value={counts.questioned} />
        <Figure label="Changed since" value={counts.changed} />
        {counts.gone > 0 && (
          <Figure label={round.kind === 'users' ? 'Removed since' : 'Gone from Telnyx'} value={counts.gone} />
        )}
      </dl>
      {!isOpen && round.signedOffAt && (
        <p className="mt-3">
          Signed off by {round.signedOffBy} <RelativeTime at={round.signedOffAt} />
          {round.remark && (
            <>
              : <span className="whitespace-pre-line [overflow-wrap:anywhere]">{round.remark}</span>
            </>
          )}
        </p>
      )}
      <Suspense fallback={null}>
        {signing && <SignOffDialog round={round} run={run} onClose={() => setSigning(false)} />}
      </Suspense>
    </Card>
  )
}

function Due({ day }: { day: string }) {
  const late = day < useToday()
  return (
    <span
      className={late ? 'font-medium text-warning' : undefined}
    >{`${late ? 'Overdue since' : 'Due'} ${dayText(day)}`}</span>
  )
}

function Figure({ label, value }: { label: string; value: number }): ReactNode {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-muted">{label}</dt>
      <dd className="figures font-semibold">{formatNumber(value)}</dd>
    </div>
  )
}
