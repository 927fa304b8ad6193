'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { UserCheck } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { lazy, Suspense, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatNumber } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { can, type Role } from '@/lib/permissions'
import { approvalColumns } from './columns'
import { approvalsQuery } from './queries'
import { RequestPanel } from './request-panel'

const LimitDialog = lazy(() => import('./limit-dialog').then(module => ({ default: module.LimitDialog })))

export function ApprovalsScreen({ role }: { role: Role }) {
  return (
    <ListBoundary
      query={approvalsQuery()}
      pending={
        <>
          <PageHeader title="Approvals" meta="Changes that require approval" />
          <DataTableSkeleton label="Approvals" columns={approvalColumns} rows={6} />
        </>
      }
    >
      <Screen role={role} />
    </ListBoundary>
  )
}

function Screen({ role }: { role: Role }) {
  const { data, error, refetch, isFetching } = useSuspenseQuery(approvalsQuery())
  const [shown, setShown] = useQueryState('request', parseAsString.withOptions({ history: 'push' }))
  const [changing, setChanging] = useState(false)
  const row = data.rows.find(one => one.id === shown)
  return (
    <>
      <PageHeader
        title="Approvals"
        meta={limitWords(data.limit)}
        actions={
          can(role, 'settings.write') && <Button onClick={() => setChanging(true)}>Change approval limit…</Button>
        }
      />
      <div className="grid gap-3">
        {shown !== null && !row && (
          <Banner tone="info" title="This request is not in your list">
            It may be old, or visible only to the people who can decide it.
          </Banner>
        )}
        {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
        <DataTable
          label="Approvals"
          columns={approvalColumns}
          rows={data.rows}
          getRowId={one => one.id}
          onOpen={one => void setShown(one.id)}
          empty={
            <EmptyState icon={UserCheck} title="No approval requests">
              Requests appear here when an operator wants to disable more accounts in 24 hours than the approval limit
              allows.
            </EmptyState>
          }
        />
      </div>
      {row && <RequestPanel key={row.id} row={row} role={role} onClose={() => void setShown(null)} />}
      <Suspense fallback={null}>
        {changing && <LimitDialog limit={data.limit} onClose={() => setChanging(false)} />}
      </Suspense>
    </>
  )
}

function limitWords(limit: number | null): string {
  if (limit === null) return 'No approval limit is set'
  return `Disabling more than ${formatNumber(limit)} accounts in 24 hours requires approval`
}
