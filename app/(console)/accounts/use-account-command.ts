import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'
import type { AuditAction } from '@/lib/audit'
import { type Problem, problemText } from '@/lib/errors'
import type { Result } from '@/lib/result'
import { refreshScreens } from '../_shell/refresh-screens'
import { runAction } from '../_shell/run-action'
import { beginSending, endSending, useSending } from '../_shell/sending'
import type { DialogAccount } from './account-dialogs'
import { sayScheduled, useUndo } from './scheduled-status'
import { accountName } from './words'

type Words = {
  /** "Acme GmbH is disabled" */
  done: string
  /** "Acme GmbH was not disabled": for a failure after the dialog was closed. */
  failed: string
}

/**
 * Sends a command of a dialog. The work outlives the dialog: closed meanwhile, its end comes as a toast.
 * `send` answers the problem to show in the form, or null when it went through (or nobody knows yet) and the dialog was closed.
 */
export function useAccountCommand<I, T>(
  account: DialogAccount,
  action: AuditAction,
  call: (input: I) => Promise<Result<T>>,
  words: Words,
  onClose: () => void,
) {
  const client = useQueryClient()
  const sending = useSending(account.id)
  const { undo } = useUndo()
  const mounted = useRef(false)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])

  const send = async (input: I): Promise<Problem | null> => {
    if (!beginSending(account.id, action)) return null
    try {
      const outcome = await runAction(call, input)
      if (outcome.kind === 'done') toast.success(words.done)
      else if (outcome.kind === 'scheduled') sayScheduled(outcome.command.id, accountName(account), undo)
      else {
        toast.info(`Telnyx has not answered yet about ${accountName(account)}`, {
          description: 'The console keeps looking it up; the row says so until it is known.',
        })
      }
      if (mounted.current) onClose()
      return null
    } catch (error) {
      const problem = problemOf(error)
      if (!mounted.current) {
        toast.error(words.failed, { description: problemText(problem) })
      }
      return problem
    } finally {
      // The claim comes back only with the answer of a fresh read.
      void refreshScreens(client).finally(() => endSending(account.id))
    }
  }
  return { send, busy: sending !== null }
}
