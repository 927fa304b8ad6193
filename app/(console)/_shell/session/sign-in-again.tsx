'use client'

import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { openTab } from '@/app/tab-session'
import { noteServerTime } from '@/components/ui/server-clock'
import type { TabOperator } from './sign-in-again-dialog'
import { useSignInQuestion } from './use-sign-in-question'

const SignInAgainDialog = lazy(() =>
  import('./sign-in-again-dialog').then(module => ({ default: module.SignInAgainDialog })),
)

type Props = {
  operator: TabOperator
  /** ISO instants: when the session ends whatever is done, and what the server's clock shows. */
  session: { expiresAt: string | null; now: string }
  /** What the company's own sign-in is called; null when there is none. */
  sso: string | null
}

/**
 * Ties the tab to its operator, and asks them to sign in again over whatever is open, which stays as it is. One per page, before everything
 * that asks the server or counts by its clock.
 */
export function SignInAgain({ operator, session: { expiresAt, now }, sso }: Props) {
  const client = useQueryClient()
  const question = useSignInQuestion()
  const { id } = operator
  useEffect(() => {
    noteServerTime(now)
    // Pages are not rendered again: what is being sent right now must find the form it came from.
    return openTab({ id, expiresAt }, () => void client.invalidateQueries())
  }, [client, id, expiresAt, now])
  return (
    <Suspense fallback={null}>
      {question && <SignInAgainDialog question={question} operator={operator} sso={sso} />}
    </Suspense>
  )
}
