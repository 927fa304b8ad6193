'use client'

import { Status } from '@/components/ui/status'
import { toast } from '@/components/ui/toast'
import { useCountdown } from '@/components/ui/use-countdown'
import { type CommandView, isHeld, type PendingCommand } from '@/lib/command'
import { releaseDraft } from '../_shell/draft'
import { useRun } from '../_shell/use-run'
import { undoCommand } from './actions'
import { accountKeys } from './queries'

/** The toast of each scheduled disable, dismissed when the disable is undone or sent. */
const said = new Map<string, number>()

/** Counts down to a scheduled disable, with Undo. */
export function sayScheduled({ id, dueAt }: CommandView, name: string, undo: (commandId: string) => Promise<boolean>) {
  said.set(
    id,
    toast.info(`Disabling ${name}`, {
      description: 'You can undo it until it is sent. It is sent even if you close this page.',
      action: { label: 'Undo', onClick: () => undo(id) },
      ...(dueAt && { countdown: { until: dueAt, words: seconds => `Disabling ${name} in ${seconds} s` } }),
    }),
  )
}

export function endScheduled(commandId: string): void {
  const earlier = said.get(commandId)
  if (earlier !== undefined) toast.dismiss(earlier)
  said.delete(commandId)
}

/** Cancels a command that is not sent yet, and confirms it. `undo` resolves to whether it was cancelled. */
export function useUndo() {
  const { busy, attempt } = useRun(accountKeys.all)
  const undo = async (commandId: string) => {
    if (!(await attempt(undoCommand, { commandId }, 'The change was not undone'))) return false
    endScheduled(commandId)
    releaseDraft(commandId)
    toast.success('Undone: nothing was changed')
    return true
  }
  return { busy, undo }
}

type Props = { pending: Pick<PendingCommand, 'id' | 'state' | 'dueAt'>; mayUndo: boolean }

/**
 * Shown instead of a status while its change is waiting to be sent or on hold, with a button to undo the change. Columns
 * have no room for all the words beside the button: the rest is for the pointer and for screen readers.
 */
export function ScheduledStatus({ pending, mayUndo }: Props) {
  const seconds = useCountdown(pending.dueAt)
  const { busy, undo } = useUndo()
  const held = isHeld(pending)
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Status tone="warning" pending={!held} className="figures text-muted">
        {held ? (
          'On hold'
        ) : seconds ? (
          <span title={`Disabling in ${seconds} s`}>
            <span className="sr-only">Disabling </span>in {seconds} s
          </span>
        ) : (
          <span title="Waiting to send">
            Waiting<span className="sr-only"> to send</span>
          </span>
        )}
      </Status>
      {mayUndo && (
        <button
          type="button"
          disabled={busy}
          onClick={() => void undo(pending.id)}
          className="rounded-sm font-medium text-accent underline-offset-2 hover:underline disabled:text-muted"
        >
          Undo
        </button>
      )}
    </span>
  )
}
