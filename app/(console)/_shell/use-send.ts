import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { problemOf } from '@/components/states/problem-of'
import type { AuditAction } from '@/lib/audit'
import type { Problem } from '@/lib/errors'
import { refreshScreens } from './refresh-screens'
import { type Action, type Outcome, runAction } from './run-action'
import { sayProblem } from './say-problem'
import { beginSending, endSending, useSending } from './sending'

type Sending<I, T> = {
  /** Of the account or user that the command is about. */
  id: string
  action: AuditAction
  call: Action<I, T>
  onOutcome: (outcome: Outcome<T>) => void
  /** "Acme GmbH was not disabled", for a failure after the dialog is closed. */
  failed: string
  /** "Acme GmbH" */
  about: string
  onClose: () => void
}

/**
 * Sends a command from a dialog. The command outlives the dialog: once that is closed, a toast shows the outcome.
 * `send` resolves to the problem to show in the form. It resolves to null and closes the dialog if the command succeeded or its
 * outcome is unknown.
 */
export function useSend<I, T>({ id, action, call, onOutcome, failed, about, onClose }: Sending<I, T>) {
  const client = useQueryClient()
  const sending = useSending(id)
  const mounted = useRef(false)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])
  const send = async (input: I): Promise<Problem | null> => {
    if (!beginSending(id, action)) return null
    try {
      onOutcome(await runAction(call, input))
      if (mounted.current) onClose()
      return null
    } catch (error) {
      const problem = problemOf(error)
      if (!mounted.current) sayProblem(failed, problem, about)
      return problem
    } finally {
      // The facts are shown again only after they are read again.
      void refreshScreens(client).finally(() => endSending(id))
    }
  }
  return { send, busy: sending !== null }
}
