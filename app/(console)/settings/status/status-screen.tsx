'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { formatBytes, formatCount, formatNumber } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { SkeletonText } from '@/components/ui/skeleton'
import { Status } from '@/components/ui/status'
import type { ConsoleStatus } from '@/lib/console-status'
import { statusQuery } from './queries'
import { fullText, growthText } from './words'

export function StatusScreen() {
  return (
    <>
      <PageHeader title="Console status" meta="The server that answers you, its database and its work" />
      <ListBoundary query={statusQuery()} pending={<Pending />}>
        <Loaded />
      </ListBoundary>
    </>
  )
}

function Loaded() {
  const { data, error, refetch, isFetching } = useSuspenseQuery(statusQuery())
  return (
    <div className="grid gap-4">
      {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="grid gap-4">
          <Card title="Server">
            <ProcessFacts process={data.process} />
          </Card>
          <Card title="Work">
            <WorkFacts sync={data.sync} work={data.work} />
          </Card>
          <Card title="Audit">
            <AuditFacts audit={data.audit} />
          </Card>
        </div>
        <div className="grid gap-4">
          <Card title="Database">
            <DatabaseFacts database={data.database} />
          </Card>
          <Card title="Largest tables" description="With their indexes" padded={false}>
            <Tables tables={data.database.tables} />
          </Card>
        </div>
      </div>
    </div>
  )
}

const unknown = <span className="text-muted">Unknown</span>

function Instant({ at }: { at: string | null }) {
  return at === null ? unknown : <RelativeTime at={at} />
}

function ProcessFacts({ process: { version, build, node, startedAt, memoryBytes } }: Pick<ConsoleStatus, 'process'>) {
  return (
    <DescriptionList>
      <Description
        label="Version"
        meta={build !== null && <span className="font-mono">Build {build}</span>}
      >{`${version}, on Node.js ${node}`}</Description>
      <Description label="Started">
        <RelativeTime at={startedAt} />
      </Description>
      <Description label="Memory">{formatBytes(memoryBytes)}</Description>
    </DescriptionList>
  )
}

function WorkFacts({ sync, work }: Pick<ConsoleStatus, 'sync' | 'work'>) {
  return (
    <DescriptionList>
      <Description label="Last complete sync" meta={sync.running && 'A sync is in progress'}>
        <Instant at={sync.asOf} />
      </Description>
      <Description
        label="Unknown outcomes"
        meta={
          work.oldestUnknownAt !== null && (
            <>
              The oldest was sent <RelativeTime at={work.oldestUnknownAt} />
            </>
          )
        }
      >
        {work.unknown === 0 ? (
          'None open'
        ) : (
          <Status tone="warning">{formatCount(work.unknown, 'command')} without a known outcome</Status>
        )}
      </Description>
      <Description label="Jobs" meta={work.jobsPaused > 0 && `${formatNumber(work.jobsPaused)} paused`}>
        {work.jobsRunning === 0 ? 'None running' : `${formatNumber(work.jobsRunning)} running`}
      </Description>
    </DescriptionList>
  )
}

function AuditFacts({ audit: { rows, checkpoints, verified } }: Pick<ConsoleStatus, 'audit'>) {
  return (
    <DescriptionList>
      <Description label="Entries">{rows === null ? unknown : formatNumber(rows)}</Description>
      <Description
        label="Checkpoints"
        meta={
          checkpoints === null ? (
            'Set AUDIT_CHECKPOINTS on the server. Without checkpoints, a cut-off end of the audit stays unnoticed.'
          ) : (
            <>
              Last covered every entry: <Instant at={checkpoints.coveredAt} />
            </>
          )
        }
      >
        <CheckpointState checkpoints={checkpoints} />
      </Description>
      <Description
        label="Last verification"
        meta={
          verified === null
            ? 'Not verified since this server started. Verify the record under Audit.'
            : verified.checkpoint !== null && (
                <>
                  Up to a checkpoint from <RelativeTime at={verified.checkpoint} />
                </>
              )
        }
      >
        {verified === null ? (
          unknown
        ) : (
          <>
            <Status tone={verified.ok ? 'success' : 'danger'}>{verified.ok ? 'Intact' : 'Not intact'}</Status>,{' '}
            <RelativeTime at={verified.at} />
          </>
        )}
      </Description>
    </DescriptionList>
  )
}

function CheckpointState({ checkpoints }: Pick<ConsoleStatus['audit'], 'checkpoints'>) {
  if (checkpoints === null) return <Status tone="warning">Off</Status>
  if (checkpoints.failed) return <Status tone="danger">Could not be written</Status>
  return <Status tone="success">Written</Status>
}

function DatabaseFacts({ database }: Pick<ConsoleStatus, 'database'>) {
  const { engine, embedded, bytes, diskFreeBytes, growth } = database
  return (
    <DescriptionList>
      <Description label="Engine">{embedded ? `${engine}, embedded` : engine}</Description>
      <Description label="Size">{formatBytes(bytes)}</Description>
      <Description
        label="Growth"
        meta={growth ? `Over the last ${formatCount(growth.days, 'day')}` : 'Known after two daily measurements'}
      >
        {growthText(database) ?? unknown}
      </Description>
      <Description label="Free disk space">
        {diskFreeBytes === null ? (
          <span className="text-muted">Not visible from this server</span>
        ) : (
          formatBytes(diskFreeBytes)
        )}
      </Description>
      {embedded && <Description label="Disk full">{fullText(database) ?? unknown}</Description>}
    </DescriptionList>
  )
}

function Tables({ tables }: Pick<ConsoleStatus['database'], 'tables'>) {
  return (
    <table className="w-full">
      <caption className="sr-only">Largest tables</caption>
      <thead>
        <tr className="border-border border-b text-muted [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
          <th scope="col" className="text-left">
            Table
          </th>
          <th scope="col" className="text-right">
            Size
          </th>
        </tr>
      </thead>
      <tbody>
        {tables.map(({ name, bytes }) => (
          <tr key={name} className="border-border border-b last:border-b-0 [&>*]:px-4 [&>*]:py-1.5">
            <th scope="row" className="text-left font-mono font-normal text-xs">
              {name}
            </th>
            <td className="figures text-right">{formatBytes(bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Pending() {
  return (
    <div role="status" aria-busy="true" className="grid items-start gap-4 lg:grid-cols-2">
      <span className="sr-only">Loading the status…</span>
      <Card title="Server">
        <SkeletonText lines={4} />
      </Card>
      <Card title="Database">
        <SkeletonText lines={6} />
      </Card>
    </div>
  )
}
