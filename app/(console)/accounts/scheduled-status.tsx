'use client'

import { Status } from '@/components/ui/status'
import { toast } from '@/components/ui/toast'
import { useCountdown } from '@/components/ui/use-countdown'
import { isHeld, type PendingCommand } from '@/lib/command'
import { useRun } from '../_shell/use-run'
import { undoCommand } from './actions'
import { accountKeys } from './queries'

/** What was said of each disable that waits: it goes when the disable is undone. */
const said = new Map<string, number>()

export function sayScheduled(commandId: string, name: string, undo: (commandId: string) => Promise<void>): void {
  const id = toast.info(`${name}: nothing has been sent yet`, {
    description: 'It is disabled in a few seconds, without this page too.',
    action: { label: 'Undo', onClick: () => void undo(commandId) },
  })
  said.set(commandId, id)
}

/** Takes back what was not sent yet, and says so. */
export function useUndo() {
  const { busy, attempt } = useRun(accountKeys.all)
  const undo = async (commandId: string) => {
    if (!(await attempt(undoCommand, { commandId }, 'It was not undone'))) return
    const earlier = said.get(commandId)
    if (earlier !== undefined) toast.dismiss(earlier)
    said.delete(commandId)
    toast.success('Undone: nothing was sent')
  }
  return { busy, undo }
}

type Props = { pending: Pick<PendingCommand, 'id' | 'state' | 'dueAt'>; mayUndo: boolean }

/** In the place of a status while nothing has been sent, beyond the seconds of grace too, and the way back. */
export function ScheduledStatus({ pending, mayUndo }: Props) {
  const seconds = useCountdown(pending.dueAt)
  const { busy, undo } = useUndo()
  const held = isHeld(pending)
  return (
    <span className="flex min-w-0 items-center gap-2" title={seconds ? `It is sent in ${seconds} s` : undefined}>
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
