import { useQueryClient } from '@tanstack/react-query'
import { toast } from '@/components/ui/toast'
import type { AuditAction } from '@/lib/audit'
import type { CommandView } from '@/lib/command'
import type { Result } from '@/lib/result'
import { bindDraft, dropDraft, releaseDraft } from '../_shell/draft'
import { refreshScreens } from '../_shell/refresh-screens'
import { followScheduled, type Outcome } from '../_shell/run-action'
import { sayProblem } from '../_shell/say-problem'
import { useSend } from '../_shell/use-send'
import type { DialogAccount } from './dialogs-context'
import { endScheduled, sayScheduled, useUndo } from './scheduled-status'
import { accountName } from './words'

type Words = {
  /** "Acme GmbH is disabled" */
  done: string
  /** "Acme GmbH was not disabled", for a failure after the dialog is closed. */
  failed: string
}

/** Sends a command for an account from a dialog, and says its outcome. */
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
  const { undo } = useUndo()
  const about = accountName(account)

  const say = (outcome: Outcome<T>) => {
    if (outcome.kind === 'done') {
      if (draft) dropDraft(draft)
      toast.success(words.done)
    } else {
      toast.info(`Telnyx has not answered yet about ${about}`, {
        description: 'The console keeps checking. The account shows the outcome when it is known.',
      })
    }
  }

  /** Says what becomes of a scheduled command, on whichever screen the operator is by then. */
  const follow = async (command: CommandView) => {
    sayScheduled(command, about, undo)
    try {
      const outcome = await followScheduled<T>(command)
      endScheduled(command.id)
      if (outcome === 'undone') releaseDraft(command.id)
      else if (outcome !== 'on hold') say(outcome)
    } catch (error) {
      endScheduled(command.id)
      releaseDraft(command.id)
      sayProblem(words.failed, error, about)
    }
    void refreshScreens(client)
  }

  const onOutcome = (outcome: Outcome<T>) => {
    if (draft && outcome.kind !== 'done') bindDraft(draft, outcome.command.id)
    if (outcome.kind === 'scheduled') void follow(outcome.command)
    else say(outcome)
  }
  return useSend({ id: account.id, action, call, onOutcome, failed: words.failed, about, onClose })
}
