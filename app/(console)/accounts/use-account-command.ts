import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'
import type { AuditAction } from '@/lib/audit'
import type { CommandView } from '@/lib/command'
import { type Problem, problemText } from '@/lib/errors'
import type { Result } from '@/lib/result'
import { bindDraft, dropDraft, releaseDraft } from '../_shell/draft'
import { refreshScreens } from '../_shell/refresh-screens'
import { followScheduled, type Outcome, runAction } from '../_shell/run-action'
import { beginSending, endSending, useSending } from '../_shell/sending'
import type { DialogAccount } from './dialogs-context'
import { endScheduled, sayScheduled, useUndo } from './scheduled-status'
import { accountName } from './words'

type Words = {
  /** "Acme GmbH is disabled" */
  done: string
  /** "Acme GmbH was not disabled", for a failure after the dialog is closed. */
  failed: string
}

/**
 * Sends a command from a dialog. The command outlives the dialog: once that is closed, a toast shows the outcome.
 * `send` resolves to the problem to show in the form. It resolves to null and closes the dialog if the command succeeded or its
 * outcome is unknown.
 */
export function useAccountCommand<I, T>(
  account: DialogAccount,
  action: AuditAction,
  call: (input: I) => Promise<Result<T>>,
  words: Words,
  onClose: () => void,
  /** The form whose typed text is kept until the command succeeds. */
  draft?: string,
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

  const say = (outcome: Outcome<T>) => {
    if (outcome.kind === 'done') {
      if (draft) dropDraft(draft)
      toast.success(words.done)
    } else {
      toast.info(`Telnyx has not answered yet about ${accountName(account)}`, {
        description: 'The console keeps checking. The account shows the outcome when it is known.',
      })
    }
  }

  /** Says what becomes of a scheduled command, on whichever screen the operator is by then. */
  const follow = async (command: CommandView) => {
    sayScheduled(command, accountName(account), undo)
    try {
      const outcome = await followScheduled<T>(command)
      endScheduled(command.id)
      if (outcome) say(outcome)
    } catch (error) {
      endScheduled(command.id)
      releaseDraft(command.id)
      toast.error(words.failed, { description: problemText(problemOf(error)) })
    }
    void refreshScreens(client)
  }

  const send = async (input: I): Promise<Problem | null> => {
    if (!beginSending(account.id, action)) return null
    try {
      const outcome = await runAction(call, input)
      if (draft && outcome.kind !== 'done') bindDraft(draft, outcome.command.id)
      if (outcome.kind === 'scheduled') void follow(outcome.command)
      else say(outcome)
      if (mounted.current) onClose()
      return null
    } catch (error) {
      const problem = problemOf(error)
      if (!mounted.current) {
        toast.error(words.failed, { description: problemText(problem) })
      }
      return problem
    } finally {
      // The account shows its facts again only after they are read again.
      void refreshScreens(client).finally(() => endSending(account.id))
    }
  }
  return { send, busy: sending !== null }
}
