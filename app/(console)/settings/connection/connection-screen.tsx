'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { MonoId } from '@/components/ui/mono-id'
import { formatBytes, formatCount, formatNumber } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { SkeletonText } from '@/components/ui/skeleton'
import { Status } from '@/components/ui/status'
import type { ConnectionState } from '@/lib/connection'
import { LaneTable } from './lane-table'
import { connectionQuery } from './queries'
import { RateFacts } from './rate-facts'
import { SendingCard } from './sending-card'
import { TimeZoneCard } from './time-zone-card'
import { duringWords } from './words'

export function ConnectionScreen() {
  return (
    <>
      <PageHeader title="Telnyx connection" meta="Current state of the connection to Telnyx" />
      <ListBoundary query={connectionQuery()} pending={<Pending />}>
        <Connection />
      </ListBoundary>
    </>
  )
}

function Connection() {
  const { data, error, refetch, isFetching } = useSuspenseQuery(connectionQuery())
  return (
    <div className="grid gap-4">
      {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
      {data.undeclaredProxy && <UndeclaredProxy />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="Connection">
          <ConnectionFacts state={data} />
        </Card>
        <Card title="Rate limit">
          <RateFacts rate={data.rate} shared={data.shared} />
        </Card>
      </div>
      <SendingCard sending={data.sending} />
      <Card title="Requests to Telnyx" description="From this server, right now" padded={false}>
        <LaneTable lanes={data.lanes} />
      </Card>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="Sync">
          <SyncFacts sync={data.sync} balances={data.balances} />
        </Card>
        <Card title="Last failure">
          <LastFailure failure={data.lastFailure} />
        </Card>
        <TimeZoneCard />
        <Card title="History">
          <HistoryFacts history={data.history} />
        </Card>
      </div>
    </div>
  )
}

function UndeclaredProxy() {
  return (
    <Banner tone="warning" title="Set TRUSTED_PROXIES if a reverse proxy is in front of the console">
      Requests arrive with x-forwarded-for, but TRUSTED_PROXIES is 0. Behind a proxy, sign-in limits then treat all
      visitors as one address, and a stranger can make all operators wait. Set TRUSTED_PROXIES to the number of proxies
      in front of the server. Without a proxy, a client added this header itself, and you do not need to do anything.
    </Banner>
  )
}

function ConnectionFacts({ state }: { state: ConnectionState }) {
  return (
    <DescriptionList>
      <Description label="State" meta={<StateMeta state={state} />}>
        <StateOf state={state} />
      </Description>
      <Description label="API key" meta="Set by TELNYX_API_KEY on the server. The full key never leaves the server.">
        <span className="font-mono text-xs">
          <span className="sr-only">ends in </span>
          <span aria-hidden>…</span>
          {state.keyEnd}
        </span>
      </Description>
      <Description label="Address">
        <span className="font-mono text-xs">{state.baseUrl}</span>
      </Description>
      <Description label="Manager account">
        {state.managerAccountId && <MonoId id={state.managerAccountId} copyLabel="Copy manager account id" full />}
      </Description>
    </DescriptionList>
  )
}

function StateOf({ state: { downSince, lastAnswerAt } }: { state: ConnectionState }) {
  if (downSince !== null) return <Status tone="danger">Not reachable</Status>
  if (lastAnswerAt === null) return <Status tone="neutral">Not requested</Status>
  return <Status tone="success">Reachable</Status>
}

function StateMeta({ state: { downSince, lastAnswerAt } }: { state: ConnectionState }) {
  return (
    <>
      {downSince !== null && (
        <>
          Since <RelativeTime at={downSince} />. The console checks again every few seconds while work is waiting. The
          work continues when Telnyx answers.{' '}
        </>
      )}
      {lastAnswerAt !== null && (
        <>
          Last answer <RelativeTime at={lastAnswerAt} />
        </>
      )}
    </>
  )
}

function SyncFacts({ sync, balances }: Pick<ConnectionState, 'sync' | 'balances'>) {
  return (
    <DescriptionList>
      <Description label="Last complete sync">
        <RelativeTime at={sync.asOf} missing="Never" />
      </Description>
      <Description label="Next sync">
        {sync.running ? (
          <Status tone="accent" pending>
            In progress
          </Status>
        ) : (
          <RelativeTime at={sync.nextAt} missing="Not scheduled" />
        )}
      </Description>
      <Description
        label="Oldest balance"
        meta={`${formatNumber(balances.read)} of ${formatCount(balances.of, 'balance')} read, one account at a time, the oldest first`}
      >
        <RelativeTime at={balances.oldestAt} missing="None read yet" />
      </Description>
    </DescriptionList>
  )
}

function HistoryFacts({ history: { rows, bytes, months, thinnedBefore } }: Pick<ConnectionState, 'history'>) {
  return (
    <DescriptionList>
      <Description label="Size" meta="Changes of balances, in the database">
        {formatCount(rows, 'row')}, {formatBytes(bytes)}
      </Description>
      <Description
        label="Kept for"
        meta={
          <>
            Set by HISTORY_MONTHS. Rows older than 14 days are thinned to one a day
            {thinnedBefore && (
              <>
                , so far those before <RelativeTime at={thinnedBefore} />
              </>
            )}
            .
          </>
        }
      >
        {formatCount(months, 'month')}
      </Description>
    </DescriptionList>
  )
}

function LastFailure({ failure }: { failure: ConnectionState['lastFailure'] }) {
  if (!failure) return <p className="text-muted">No failures since this server started.</p>
  const { message, hint, requestId } = failure.problem
  return (
    <div className="grid gap-1">
      <p className="font-medium">{message}</p>
      {hint && <p>{hint}</p>}
      <p className="text-muted">
        <RelativeTime at={failure.at} />, {duringWords(failure.during)}
      </p>
      {requestId && (
        <p className="text-muted">
          Request <MonoId id={requestId} copyLabel="Copy request id" />
        </p>
      )}
    </div>
  )
}

function Pending() {
  return (
    <div role="status" aria-busy="true" className="grid gap-4">
      <span className="sr-only">Loading the connection…</span>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="Connection">
          <SkeletonText lines={9} />
        </Card>
        <Card title="Rate limit">
          <SkeletonText lines={6} />
        </Card>
      </div>
      <Card title="Requests to Telnyx">
        <SkeletonText lines={8} />
      </Card>
    </div>
  )
}
