'use client'

import { lazy, Suspense } from 'react'
import { answerConfirm, useConfirmAsked } from './confirm-store'

const ConfirmDialog = lazy(() => import('./confirm-dialog').then(module => ({ default: module.ConfirmDialog })))

/** Asks for a proof of identity when a command waits for it. One per page; it opens above any other dialog. */
export function ConfirmIdentity({ operatorId }: { operatorId: string }) {
  const asked = useConfirmAsked()
  return (
    <Suspense fallback={null}>
      {asked && <ConfirmDialog operatorId={operatorId} why={asked.why} onAnswer={answerConfirm} />}
    </Suspense>
  )
}
