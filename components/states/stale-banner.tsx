'use client'

import type { ReactNode } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { MonoId } from '@/components/ui/mono-id'
import type { Problem } from '@/lib/errors'
import { useReachability } from './use-reachability'

type Props = {
  problem: Problem
  /** How old the rows below are: `<RelativeTime/>`. */
  asOf?: ReactNode
  onRetry: () => void
  retrying?: boolean | undefined
}

/** Above old rows after a failed refresh. While the console cannot be reached, the page shows <ReachBanner> instead. */
export function StaleBanner({ problem, asOf, onRetry, retrying }: Props) {
  if (useReachability() !== 'reached') return null
  return (
    <Banner
      tone="warning"
      role="status"
      title={
        asOf ? <>Could not refresh. This data is from {asOf}.</> : 'Could not refresh. This data may be out of date.'
      }
      action={
        <Button size="sm" onClick={onRetry} pending={retrying ?? false} pendingLabel="Refreshing…">
          Try again
        </Button>
      }
    >
      {problem.message} {problem.hint}
      {problem.requestId && (
        <span className="block text-xs">
          Request <MonoId id={problem.requestId} copyLabel="Copy request id" />
        </span>
      )}
    </Banner>
  )
}
