import { useState } from 'react'
import { ProblemError } from '@/app/fetch-json'
import { problemOf } from '@/components/states/problem-of'
import { problemText } from '@/lib/errors'
import type { ConfirmInput } from '@/lib/operator-inputs'
import { startPasskeyConfirm } from '../actions'
import { runAction } from '../run-action'

type Answer = Extract<ConfirmInput, { by: 'passkey' }>

/** Asks for one of the operator's own passkeys. Null when they closed the browser's prompt to choose another way. */
async function askPasskey(): Promise<Answer | null> {
  const asked = await runAction(startPasskeyConfirm, {})
  if (asked.kind !== 'done') throw new ProblemError({ code: 'internal', message: 'The console did not answer.' })
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const credential = await startAuthentication({ optionsJSON: asked.data.options as never }).catch(() => null)
  if (!credential) return null
  return { by: 'passkey', ticket: asked.data.ticket, credential: { ...credential, type: 'public-key' } }
}

/** `problem` is null while there is no error. */
export function usePasskeyConfirm(send: (answer: Answer) => Promise<void>) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const start = async () => {
    setPending(true)
    setProblem(null)
    try {
      const answer = await askPasskey()
      if (answer) await send(answer)
    } catch (error) {
      setProblem(problemText(problemOf(error)))
    } finally {
      setPending(false)
    }
  }
  return { start, pending, problem }
}
