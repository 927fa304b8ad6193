'use client'

import { lazy, Suspense } from 'react'
import { answerConfirm, useConfirmAsked } from './confirm-store'

const ConfirmDialog = lazy(() => import('./confirm-dialog').then(module => ({ default: module.ConfirmDialog })))

/** Asks the operator to prove who they are whenever something waits for it. One per page: opened last, it lies above any other dialog. */
export function ConfirmIdentity({ operatorId }: { operatorId: string }) {
  const asked = useConfirmAsked()
  return (
    <Suspense fallback={null}>
      {asked && <ConfirmDialog operatorId={operatorId} why={asked.why} onAnswer={answerConfirm} />}
    </Suspense>
  )
}
