'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import type { Route } from 'next'
import { AllocationGauge } from '@/components/charts/allocation-gauge'
import { SplitBar } from '@/components/charts/split-bar'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { formatNumber } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { Progress } from '@/components/ui/progress'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Overview } from '@/lib/overview'
import { statusLook } from '../_accounts/words'
import { Activity } from './activity'
import { Attention } from './attention'
import { overviewQuery } from './queries'
import { RunningJobs } from './running-jobs'

export function OverviewScreen({ name }: { name: string }) {
  const { data, error, refetch, isRefetching } = useSuspenseQuery(overviewQuery())
  return (
    <>
      <PageHeader title="Overview" meta={`Signed in as ${name}`} />
      <div className="grid gap-4">
        {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isRefetching} />}
        <Attention overview={data} />
        <RunningJobs jobs={data.jobs} />
        <div className="grid gap-4 lg:grid-cols-3">
          <Fleet overview={data} />
          <Payers overview={data} />
          <Channels overview={data} />
        </div>
        <Activity entries={data.activity} />
      </div>
    </>
  )
}

function Fleet({ overview }: { overview: Overview }) {
  const shown = overview.byStatus.filter(part => part.count > 0 || part.status !== 'unknown')
  return (
    <Card title="Managed accounts">
      <Progress label="Of what Telnyx allows" value={overview.total} max={overview.cap} />
      <div className="mt-5">
        <SplitBar
          label="Accounts by status"
          parts={shown.map(({ status, count }) => ({
            key: status,
            label: statusLook[status].label,
            value: count,
            tone: statusLook[status].tone,
            icon: statusLook[status].icon,
            href: `/accounts?status=${status}` as Route,
          }))}
        />
      </div>
    </Card>
  )
}

function Payers({ overview: { rollup } }: { overview: Overview }) {
  const unknown = rollup.unknown > 0 && {
    key: 'unknown',
    label: 'Not told by Telnyx',
    value: rollup.unknown,
    tone: 'neutral' as const,
    pattern: 'dots' as const,
    href: '/accounts?rollup=unknown' as Route,
  }
  return (
    <Card title="Who pays">
      <p className="text-muted">Rollup accounts draw on your balance; the others on their own.</p>
      <div className="mt-5">
        <SplitBar
          label="Accounts by who pays"
          parts={[
            {
              key: 'yes',
              label: 'Rollup billing',
              value: rollup.yes,
              tone: 'accent',
              href: '/accounts?rollup=yes' as Route,
            },
            {
              key: 'no',
              label: 'Own balance',
              value: rollup.no,
              tone: 'info',
              pattern: 'stripes',
              href: '/accounts?rollup=no' as Route,
            },
            ...(unknown ? [unknown] : []),
          ]}
        />
      </div>
    </Card>
  )
}

function Channels({ overview: { channels } }: { overview: Overview }) {
  if (!channels) {
    return (
      <Card title="Global outbound channels">
        <EmptyState title="Not read from Telnyx yet">It is read with every sync.</EmptyState>
      </Card>
    )
  }
  if (channels.pool === 0 && channels.allocated === 0) {
    return (
      <Card title="Global outbound channels">
        <EmptyState title="Not switched on">
          Telnyx support turns global outbound channels on for a manager account.
        </EmptyState>
      </Card>
    )
  }
  // Limits set long ago may add up to more than Telnyx counts: then nothing is left unattributed.
  const known = Math.min(channels.known, channels.allocated)
  return (
    <Card title="Global outbound channels">
      <AllocationGauge
        label="Allocated"
        total={channels.pool}
        unit="channels"
        segments={[
          {
            key: 'known',
            label: 'Known limits',
            value: known,
            tone: 'accent',
            href: '/channels',
            note: `of ${formatNumber(channels.limitsKnown)} accounts, set here`,
          },
          {
            key: 'unattributed',
            label: 'Unattributed',
            value: channels.allocated - known,
            tone: 'neutral',
            pattern: 'stripes',
            note: 'given out by Telnyx, to whom cannot be read',
          },
        ]}
      />
      <p className="mt-3 text-muted text-xs">
        As of <RelativeTime at={channels.observedAt} />
      </p>
    </Card>
  )
}
