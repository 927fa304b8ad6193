'use client'

import { Status } from '@/components/ui/status'
import { toast } from '@/components/ui/toast'
import { useCountdown } from '@/components/ui/use-countdown'
import { isHeld, type PendingCommand } from '@/lib/command'
import { useRun } from '../_shell/use-run'
import { undoCommand } from './actions'
import { accountKeys } from './queries'

/** The toast of each scheduled disable, dismissed when the disable is undone. */
const said = new Map<string, number>()

export function sayScheduled(commandId: string, name: string, undo: (commandId: string) => Promise<void>): void {
  const id = toast.info(`${name}: nothing has been sent yet`, {
    description: 'It will be disabled in a few seconds, even if you close this page.',
    action: { label: 'Undo', onClick: () => void undo(commandId) },
  })
  said.set(commandId, id)
}

/** Cancels a command that is not sent yet, and confirms it. */
export function useUndo() {
  const { busy, attempt } = useRun(accountKeys.all)
  const undo = async (commandId: string) => {
    if (!(await attempt(undoCommand, { commandId }, 'The change was not undone'))) return
    const earlier = said.get(commandId)
    if (earlier !== undefined) toast.dismiss(earlier)
    said.delete(commandId)
    toast.success('Undone: nothing was sent')
  }
  return { busy, undo }
}

type Props = { pending: Pick<PendingCommand, 'id' | 'state' | 'dueAt'>; mayUndo: boolean }

/** Shown instead of a status while its change is waiting to be sent or on hold, with a button to undo the change. */
export function ScheduledStatus({ pending, mayUndo }: Props) {
  const seconds = useCountdown(pending.dueAt)
  const { busy, undo } = useUndo()
  const held = isHeld(pending)
  return (
    <span className="flex min-w-0 items-center gap-2" title={seconds ? `It will be sent in ${seconds} s` : undefined}>
      <Status tone="warning" pending={!held} className="text-muted">
        {held ? 'On hold' : 'Waiting to send'}
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
