'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { UserPlus, Users } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import type { OperatorRow } from '@/lib/operator'
import { operatorColumns } from './columns'
import { OpenLinks } from './open-links'
import { type OperatorDialog, OperatorsContext } from './operators-context'
import { operatorsQuery } from './queries'

const InviteDialog = lazy(() => import('./invite-dialog').then(module => ({ default: module.InviteDialog })))
const OperatorDialogs = lazy(() => import('./operator-dialogs').then(module => ({ default: module.OperatorDialogs })))

export function OperatorsScreen() {
  const [inviting, setInviting] = useState(false)
  return (
    <>
      <PageHeader
        title="Operators"
        meta="The people who sign in to this console"
        actions={
          <Button variant="primary" onClick={() => setInviting(true)}>
            <UserPlus aria-hidden />
            Invite operator…
          </Button>
        }
      />
      <ListBoundary
        query={operatorsQuery()}
        pending={<DataTableSkeleton label="Operators" columns={operatorColumns} rows={6} />}
      >
        <Lists />
      </ListBoundary>
      <Suspense fallback={null}>{inviting && <InviteDialog onClose={() => setInviting(false)} />}</Suspense>
    </>
  )
}

function Lists() {
  'use memo'
  const { data, error, refetch, isFetching } = useSuspenseQuery(operatorsQuery())
  const [shown, setShown] = useState<{ dialog: OperatorDialog; operator: OperatorRow } | null>(null)
  return (
    <OperatorsContext value={(dialog, operator) => setShown({ dialog, operator })}>
      <div className="grid gap-6">
        {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
        <DataTable
          label="Operators"
          columns={operatorColumns}
          rows={data.operators}
          getRowId={operator => operator.id}
          empty={<EmptyState icon={Users} title="No operators yet" />}
        />
        <OpenLinks links={data.links} />
      </div>
      <Suspense fallback={null}>{shown && <OperatorDialogs {...shown} onClose={() => setShown(null)} />}</Suspense>
    </OperatorsContext>
  )
}
