'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import type { Route } from 'next'
import { lazy, Suspense } from 'react'
import { SplitBar } from '@/components/charts/split-bar'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { FigureLink } from '@/components/ui/figure-link'
import { formatNumber } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { Progress } from '@/components/ui/progress'
import { RelativeTime } from '@/components/ui/relative-time'
import { accountsLeft } from '@/lib/account-limit'
import { channelsAreOff } from '@/lib/channels'
import { accountsAddress, type Overview, overviewFilters } from '@/lib/overview'
import { can, type Role } from '@/lib/permissions'
import { statusLook } from '../accounts/words'
import { PoolGauge } from '../channels/pool-gauge'
import { Activity } from './activity'
import { NeedsAttention } from './attention'
import { OverviewSkeleton } from './overview-skeleton'
import { overviewQuery } from './queries'
import { RunningJobs } from './running-jobs'
import { StatusHistory } from './status-history'

const NoneYet = lazy(() => import('../accounts/empty').then(module => ({ default: module.NoneYet })))

type Props = { name: string; role: Role }

export function OverviewScreen({ name, role }: Props) {
  return (
    <ListBoundary query={overviewQuery()} pending={<OverviewSkeleton />}>
      <Figures name={name} role={role} />
    </ListBoundary>
  )
}

function Figures({ name, role }: Props) {
  const { data, error, refetch, isRefetching } = useSuspenseQuery(overviewQuery())
  return (
    <>
      <PageHeader title="Overview" meta={`Signed in as ${name}`} />
      <div className="grid gap-4">
        {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isRefetching} />}
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="grid min-w-0 gap-4">
            <NeedsAttention overview={data} />
            <RunningJobs jobs={data.jobs} />
            <Activity entries={data.activity} />
            <StatusHistory />
          </div>
          {/* Below what waits, and beside it where there is room. */}
          <div className="grid min-w-0 gap-4">
            <Fleet overview={data} role={role} />
            <Card title="Global outbound channels">
              <Channels channels={data.channels} />
            </Card>
          </div>
        </div>
      </div>
    </>
  )
}

function Fleet({ overview, role }: { overview: Overview; role: Role }) {
  const { limit, byStatus } = overview
  if (limit.all === 0) {
    return (
      <Card title="Managed accounts">
        <Suspense fallback={null}>
          <NoneYet asOf={overview.asOf} mayCreate={can(role, 'accounts.create')} />
        </Suspense>
      </Card>
    )
  }
  const shown = byStatus.filter(part => part.count > 0 || part.status !== 'unknown')
  return (
    <Card title="Managed accounts">
      <Progress
        label="Account limit"
        value={limit.counts === 'all' ? limit.all : limit.active}
        max={limit.cap}
        tone={accountsLeft(limit) > 0 ? 'accent' : 'warning'}
      />
      <p className="mt-1.5 flex flex-wrap gap-x-3 text-muted text-xs">
        <FigureLink href={accountsAddress(overviewFilters.active()) as Route} figure={limit.active}>
          {formatNumber(limit.active)} active
        </FigureLink>
        <FigureLink href={accountsAddress(overviewFilters.all()) as Route} figure={limit.all}>
          {formatNumber(limit.all)} including cancelled
        </FigureLink>
      </p>
      <div className="mt-4">
        <SplitBar
          label="By status"
          parts={shown.map(({ status, count }) => ({
            ...statusLook[status],
            key: status,
            value: count,
            href: accountsAddress(overviewFilters.status(status)) as Route,
          }))}
        />
      </div>
      <div className="mt-5">
        <Payers rollup={overview.rollup} />
      </div>
    </Card>
  )
}

const payers = [
  { key: 'yes', label: 'Rollup billing', tone: 'accent' },
  { key: 'no', label: 'Own balance', tone: 'info', pattern: 'stripes' },
  { key: 'unknown', label: 'Not reported by Telnyx', tone: 'neutral', pattern: 'dots' },
] as const

function Payers({ rollup }: Pick<Overview, 'rollup'>) {
  const shown = payers.filter(({ key }) => rollup[key] > 0 || key !== 'unknown')
  return (
    <>
      <SplitBar
        label="By billing"
        parts={shown.map(payer => ({
          ...payer,
          value: rollup[payer.key],
          href: accountsAddress(overviewFilters.rollup(payer.key)) as Route,
        }))}
      />
      <p className="mt-3 text-muted text-xs">
        Rollup accounts are billed to your manager account’s balance, the others to their own.
      </p>
    </>
  )
}

function Channels({ channels }: Pick<Overview, 'channels'>) {
  if (!channels) return <EmptyState title="Not read from Telnyx yet">Each sync reads the channel pool.</EmptyState>
  const { pool, known } = channels
  if (channelsAreOff(pool)) {
    return (
      <EmptyState title="Not enabled">
        Ask Telnyx support to enable global outbound channels for your manager account.
      </EmptyState>
    )
  }
  return (
    <>
      <PoolGauge pool={pool} known={known} />
      <p className="mt-3 text-muted text-xs">
        As of <RelativeTime at={pool.observedAt} />
      </p>
    </>
  )
}
