import { useState } from 'react'
import { signInBy } from '@/app/session-client'
import { unanswered } from '@/app/unanswered'
import { problemText } from '@/lib/errors'
import { startPasskeySignIn } from './actions'
import { signInProblem } from './problem-words'

export type SignInProps = {
  /** The name of the company's single sign-on; null when there is none. */
  sso: string | null
  /** The only operator who may sign in here, when their own tab asks them to sign in again. */
  operator?: { id: string; email: string } | undefined
  /** Also called before the second factor was given. Resolves to false when the console cannot be reached. */
  onSignedIn: () => Promise<boolean>
  onSingleSignOn: () => void
}

/** Signs in with a passkey of the browser. `problem` is null while there is no error. */
export function usePasskeySignIn({ operator, onSignedIn }: Pick<SignInProps, 'operator' | 'onSignedIn'>) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  const ask = async (): Promise<string | null> => {
    const asked = await startPasskeySignIn({}).catch(unanswered)
    if (asked.ok !== true) return asked.ok === false ? problemText(asked.problem) : signInProblem('unreachable', '')
    const { startAuthentication } = await import('@simplewebauthn/browser')
    const credential = await startAuthentication({ optionsJSON: asked.data.options as never }).catch(() => null)
    // The operator closed the prompt to sign in another way. This is not an error.
    if (!credential) return null
    const given = { ticket: asked.data.ticket, credential: JSON.stringify(credential) }
    const answer = await signInBy('passkey', { ...given, ...(operator && { tabOf: operator.id }) })
    if (answer !== 'ok') return signInProblem(answer, 'This passkey is not linked to an operator of this console.')
    return (await onSignedIn()) ? null : signInProblem('unreachable', '')
  }
  const start = async () => {
    setPending(true)
    setProblem(null)
    setProblem(await ask())
    setPending(false)
  }
  return { start, pending, problem }
}
