'use client'

import { Waiting } from '@/components/states/waiting'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { formatCount, formatNumber } from '@/components/ui/number'
import { Skeleton } from '@/components/ui/skeleton'
import type { Problem } from '@/lib/errors'
import { type BulkKind, bulkWords, type DryRun } from '@/lib/job'
import { timeLeftWords } from '@/lib/time-left'

type Props = {
  kind: BulkKind
  /** Undefined = no dry run yet. */
  plan: DryRun | undefined
  waiting: boolean
  problem: Problem | null
  onRetry: () => void
}

/** How many accounts would change, and why the others would not. A dry run sends nothing. */
export function DryRunSummary({ kind, plan, waiting, problem, onRetry }: Props) {
  if (problem) {
    return (
      <Banner
        tone="danger"
        role="alert"
        title={problem.message}
        action={
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        {problem.hint}
      </Banner>
    )
  }
  if (!plan) {
    return (
      <div className="rounded-lg border border-border px-3 py-2.5">
        {waiting ? (
          <Waiting>
            <Skeleton className="h-4 w-64" />
          </Waiting>
        ) : (
          <p className="text-muted">Enter the new value to see what will change.</p>
        )}
      </div>
    )
  }
  return (
    <div className="grid gap-2" role="status">
      {plan.refusal && (
        <Banner tone="warning" title="This job cannot be started">
          {plan.refusal}
        </Banner>
      )}
      <div className="rounded-lg border border-border px-3 py-2.5">
        <p className="figures">
          <span className="font-semibold">{formatNumber(plan.change)}</span> {bulkWords(kind).outcome}
          {plan.change > 0 && plan.time !== null && (
            <span className="text-muted"> in {timeLeftWords(plan.time)}, at Telnyx’s current rate limit</span>
          )}
          <Names names={plan.names} count={plan.change} />
        </p>
        <Reasons plan={plan} />
      </div>
      {plan.channels && <Channels {...plan.channels} />}
      {plan.approval && (
        <Banner tone="info" title="Approval required">
          {plan.approval} Another owner or a manager must approve it. Nothing is sent before that.
        </Banner>
      )}
    </div>
  )
}

function Reasons({ plan }: { plan: DryRun }) {
  if (plan.reasons.length === 0) return null
  return (
    <ul className="mt-2 grid gap-1.5 border-border border-t pt-2">
      {plan.reasons.map(({ verdict, why, count, names }) => (
        <li key={`${verdict} ${why}`} className="grid grid-cols-[3.5rem_minmax(0,1fr)] gap-x-2">
          <span className="figures text-right font-medium">{formatNumber(count)}</span>
          <span className="min-w-0">
            {verdict === 'holds' ? 'No change needed' : 'Cannot be changed'}: {why}
            <Names names={names} count={count} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** The first of `count` accounts. */
function Names({ names, count }: { names: readonly string[]; count: number }) {
  if (names.length === 0) return null
  return (
    <span className="line-clamp-4 font-normal text-muted text-xs [overflow-wrap:anywhere]" title={names.join(', ')}>
      {Array.from(names.entries(), ([at, name]) => (
        // Several accounts may have the same name.
        <span key={at}>
          {at > 0 && ', '}
          <bdi>{name}</bdi>
        </span>
      ))}
      {count > names.length && ` and ${formatCount(count - names.length, 'other')}`}
    </span>
  )
}

function Channels({ added, free }: NonNullable<DryRun['channels']>) {
  if (free === null) {
    return (
      <Banner tone="warning" title="The channel pool cannot be read now">
        Telnyx decides for each account whether its limit fits.
      </Banner>
    )
  }
  if (added <= free) return null
  return (
    <Banner tone="warning" title={`The channel pool may be too small: ${formatCount(free, 'channel')} free`}>
      The change allocates up to {formatNumber(added)} more. Telnyx refuses limits that do not fit, and those accounts
      fail.
    </Banner>
  )
}
