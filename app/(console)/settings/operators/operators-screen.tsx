'use client'

import { UserPlus, Users } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { type List, ListScreen } from '@/components/list-screen/list-screen'
import { ListView } from '@/components/list-screen/list-view'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import type { OperatorRow, OperatorsPage } from '@/lib/operator'
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
      <ListScreen query={operatorsQuery}>{list => <Lists list={list} />}</ListScreen>
      <Suspense fallback={null}>{inviting && <InviteDialog onClose={() => setInviting(false)} />}</Suspense>
    </>
  )
}

function Lists({ list }: { list: List<OperatorsPage> }) {
  'use memo'
  const [shown, setShown] = useState<{ dialog: OperatorDialog; operator: OperatorRow } | null>(null)
  return (
    <OperatorsContext value={(dialog, operator) => setShown({ dialog, operator })}>
      <div className="grid gap-6">
        <ListView
          list={list}
          label="Operators"
          columns={operatorColumns}
          rows={list.page?.operators}
          pendingRows={6}
          getRowId={operator => operator.id}
          empty={<EmptyState icon={Users} title="No operators yet" />}
        />
        {list.page && <OpenLinks links={list.page.links} />}
      </div>
      <Suspense fallback={null}>{shown && <OperatorDialogs {...shown} onClose={() => setShown(null)} />}</Suspense>
    </OperatorsContext>
  )
}
