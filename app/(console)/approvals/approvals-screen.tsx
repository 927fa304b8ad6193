'use client'

import { UserCheck } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { lazy, Suspense, useState } from 'react'
import { type List, ListScreen } from '@/components/list-screen/list-screen'
import { ListView } from '@/components/list-screen/list-view'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatCount } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import type { ApprovalsPage } from '@/lib/approval'
import { can, type Role } from '@/lib/permissions'
import { approvalColumns } from './columns'
import { approvalsQuery } from './queries'
import { RequestPanel } from './request-panel'

const LimitDialog = lazy(() => import('./limit-dialog').then(module => ({ default: module.LimitDialog })))

export function ApprovalsScreen({ role }: { role: Role }) {
  return <ListScreen query={approvalsQuery}>{list => <Screen list={list} role={role} />}</ListScreen>
}

function Screen({ list, role }: { list: List<ApprovalsPage>; role: Role }) {
  const { page } = list
  const [shown, setShown] = useQueryState('request', parseAsString.withOptions({ history: 'push' }))
  const [changing, setChanging] = useState(false)
  const row = page?.rows.find(one => one.id === shown)
  return (
    <>
      <PageHeader
        title="Approvals"
        meta={page ? <span>{limitWords(page.limit)}</span> : 'Changes that require approval'}
        actions={
          can(role, 'settings.write') &&
          page && <Button onClick={() => setChanging(true)}>Change approval limit…</Button>
        }
      />
      {page && shown !== null && !row && (
        <Banner tone="info" className="mb-3" title="This request is not in your list">
          It may have been deleted, or only people who can decide it can see it.
        </Banner>
      )}
      <ListView
        list={list}
        label="Approvals"
        columns={approvalColumns}
        rows={page?.rows}
        pendingRows={6}
        getRowId={one => one.id}
        onOpen={one => void setShown(one.id)}
        empty={
          <EmptyState icon={UserCheck} title="No approval requests">
            Requests appear here when an operator wants to disable more accounts in 24 hours than the approval limit
            allows.
          </EmptyState>
        }
      />
      {row && <RequestPanel key={row.id} row={row} role={role} onClose={() => void setShown(null)} />}
      <Suspense fallback={null}>
        {changing && page && <LimitDialog limit={page.limit} onClose={() => setChanging(false)} />}
      </Suspense>
    </>
  )
}

function limitWords(limit: number | null): string {
  if (limit === null) return 'No approval limit is set'
  return `Jobs require approval once their operator would disable more than ${formatCount(limit, 'account')} in 24 hours`
}
