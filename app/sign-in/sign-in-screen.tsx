'use client'

import { leaveForSingleSignOn } from '../session-client'
import { CodeForm } from './code-form'
import { SignInForm } from './sign-in-form'

type Props = { next: string; sso: string | null; factorPending: boolean }

/** Each step ends with a whole load: nothing of an earlier operator stays in memory. Who owes a second factor is asked for it there. */
export function SignInScreen({ next, sso, factorPending }: Props) {
  const goOn = () => {
    window.location.assign(next)
    // The button stays as it is until the page has gone.
    return new Promise<boolean>(() => {})
  }
  if (factorPending) return <CodeForm onSignedIn={goOn} onRestart={() => window.location.assign('/sign-in')} />
  return <SignInForm sso={sso} onSignedIn={goOn} onSingleSignOn={() => void leaveForSingleSignOn(next)} />
}
