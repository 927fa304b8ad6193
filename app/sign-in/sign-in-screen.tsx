'use client'

import { leaveForSingleSignOn } from '../session-client'
import { CodeForm } from './code-form'
import { SignInForm } from './sign-in-form'

type Props = { next: string; sso: string | null; factorPending: boolean }

/**
 * Each step ends with a full page load, so that nothing of an earlier operator stays in memory. That page asks for a
 * pending second factor.
 */
export function SignInScreen({ next, sso, factorPending }: Props) {
  const goOn = () => {
    window.location.assign(next)
    // The button stays pending until the page is left.
    return new Promise<boolean>(() => {})
  }
  if (factorPending) return <CodeForm onSignedIn={goOn} onRestart={() => window.location.assign('/sign-in')} />
  return <SignInForm sso={sso} onSignedIn={goOn} onSingleSignOn={() => void leaveForSingleSignOn(next)} />
}
