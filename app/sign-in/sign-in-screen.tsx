'use client'

import { CodeForm } from '../(console)/_sign-in/code-form'
import { SignInForm } from '../(console)/_sign-in/sign-in-form'
import { leaveForSingleSignOn } from '../session-client'

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
