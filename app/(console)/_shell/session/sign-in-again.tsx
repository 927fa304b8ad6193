'use client'

import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useLayoutEffect } from 'react'
import { openTab } from '@/app/tab-session'
import { noteServerTime } from '@/components/ui/server-clock'
import type { TabOperator } from './sign-in-again-dialog'
import { useSignInQuestion } from './use-sign-in-question'

const SignInAgainDialog = lazy(() =>
  import('./sign-in-again-dialog').then(module => ({ default: module.SignInAgainDialog })),
)

type Props = {
  operator: TabOperator
  /** ISO instants: when the session ends at the latest, and the server's time. */
  session: { expiresAt: string | null; now: string }
  /** The name of the company's single sign-on; null when there is none. */
  sso: string | null
}

/**
 * Binds the tab to its operator, and asks them to sign in again on top of what is open. One per page, rendered before
 * everything that fetches from the server or uses its clock.
 */
export function SignInAgain({ operator, session: { expiresAt, now }, sso }: Props) {
  const client = useQueryClient()
  const question = useSignInQuestion()
  const { id } = operator
  // In the same commit as the page: what is typed right after it is already kept for this operator.
  useLayoutEffect(() => {
    noteServerTime(now)
    // Refetches data only. Rendering the page again would remove the form whose request is still in flight.
    return openTab({ id, expiresAt }, () => void client.invalidateQueries())
  }, [client, id, expiresAt, now])
  return (
    <Suspense fallback={null}>
      {question && <SignInAgainDialog question={question} operator={operator} sso={sso} />}
    </Suspense>
  )
}
