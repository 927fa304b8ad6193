import { useState } from 'react'
import { signInBy } from '../session-client'
import { startPasskeySignIn } from './actions'
import { signInProblem } from './problem-words'

/** Signs in by whichever passkey the browser offers; `problem` is null while there is nothing to say. */
export function usePasskeySignIn(next: string) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  const start = async () => {
    setPending(true)
    setProblem(null)
    const asked = await startPasskeySignIn({}).catch(() => null)
    if (asked?.ok !== true) {
      setProblem(asked?.ok === false ? asked.problem.message : signInProblem('unreachable', ''))
      return setPending(false)
    }
    const { startAuthentication } = await import('@simplewebauthn/browser')
    const credential = await startAuthentication({ optionsJSON: asked.data.options as never }).catch(() => null)
    // Put away by the operator: they choose another way, nothing went wrong.
    if (!credential) return setPending(false)
    const answer = await signInBy('passkey', { ticket: asked.data.ticket, credential: JSON.stringify(credential) })
    if (answer === 'ok') return window.location.assign(next)
    setProblem(signInProblem(answer, 'This passkey belongs to no operator of this console.'))
    setPending(false)
  }
  return { start, pending, problem }
}
