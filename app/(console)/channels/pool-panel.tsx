'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { MonoId } from '@/components/ui/mono-id'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { toast } from '@/components/ui/toast'
import { channelsAreOff, type PoolAnswer, poolShares } from '@/lib/channels'
import { PoolGauge } from './pool-gauge'
import { freshPool, poolQuery } from './queries'

/** The manager's channel pool: allocated channels, to which accounts as far as known, and free channels. */
export function PoolPanel() {
  return (
    <ListBoundary query={poolQuery()} pending={<PoolPending />}>
      <PoolFacts />
    </ListBoundary>
  )
}

function PoolFacts() {
  const { data, error } = useSuspenseQuery(poolQuery())
  const client = useQueryClient()
  const refresh = useMutation({
    mutationFn: freshPool,
    onSuccess: answer => client.setQueryData(poolQuery().queryKey, answer),
    onError: thrown => {
      const { message, hint } = problemOf(thrown)
      toast.error(message, { description: hint })
    },
  })
  const problem = data.problem ?? (error && problemOf(error))
  return (
    <Panel
      asOf={data.pool?.observedAt ?? null}
      action={
        <Button size="sm" onClick={() => refresh.mutate()} pending={refresh.isPending} pendingLabel="Refreshing…">
          <RotateCw aria-hidden />
          Refresh
        </Button>
      }
    >
      {(data.pool || !problem) && <Pool answer={data} />}
      {problem && (
        <Banner
          tone="warning"
          role="status"
          className={data.pool ? 'mt-4' : ''}
          title="The channel pool could not be read from Telnyx"
        >
          {problem.message} {problem.hint} {!data.pool && 'The list below still shows known limits.'}
          {problem.requestId && (
            <span className="flex items-center gap-1.5 text-xs">
              Request <MonoId id={problem.requestId} copyLabel="Copy request id" />
            </span>
          )}
        </Banner>
      )}
    </Panel>
  )
}

function Panel({ asOf, action, children }: { asOf: string | null; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="mb-5">
      <Card
        title="Global outbound channels"
        actions={
          <>
            {asOf && (
              <span className="text-muted">
                As of <RelativeTime at={asOf} />
              </span>
            )}
            {action}
          </>
        }
      >
        {children}
      </Card>
    </div>
  )
}

function Pool({ answer: { pool, known } }: { answer: PoolAnswer }) {
  if (!pool) {
    return (
      <Banner tone="info" title="The channel pool has not been read yet">
        The console does not know yet how many channels your manager account has. The list below still shows known
        limits.
      </Banner>
    )
  }
  if (channelsAreOff(pool)) {
    return (
      <Banner tone="info" title="Global outbound channels are not enabled for your manager account">
        Ask Telnyx support to enable them. Until then, no limit can be set.
      </Banner>
    )
  }
  const { stale } = poolShares(pool, known.sum)
  return (
    <>
      <PoolGauge pool={pool} known={known} />
      {stale > 0 && (
        <p className="mt-3 text-muted">
          The known limits add up to {formatNumber(known.sum)}, but Telnyx counts only {formatNumber(pool.allocated)}{' '}
          allocated channels. Some limits were changed outside the console, or Telnyx has not updated its count yet.
        </p>
      )}
    </>
  )
}

/** The panel before the first answer. */
function PoolPending() {
  return (
    <Panel asOf={null} action={<Skeleton className="h-7 w-20" />}>
      <div aria-busy className="grid gap-3">
        <Skeleton className="h-4 w-full max-w-64" />
        <Skeleton className="h-3 w-full" />
        <Skeleton className="h-9 w-full max-w-2xl" />
      </div>
    </Panel>
  )
}
