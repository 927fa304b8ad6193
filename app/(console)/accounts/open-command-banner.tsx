'use client'

import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import { toast } from '@/components/ui/toast'
import { type CommandView, isHeld } from '@/lib/command'
import { useRun } from '../_shell/use-run'
import { continueCommand } from './actions'
import { accountKeys } from './queries'
import { useUndo } from './scheduled-status'
import { underWay } from './words'

const SettleDialog = lazy(() => import('./dialogs/settle-dialog').then(module => ({ default: module.SettleDialog })))

type Props = {
  command: CommandView
  /** The account that the command is about, on pages that do not show it. */
  about?: string
  maySettle: boolean
  action?: ReactNode
}

/**
 * A command that has not ended: on hold, in flight, being looked up, or waiting for a person to settle it. A disable or
 * enable that waits to be sent, or for its answer, is in the status panel (isInPanel).
 */
export function OpenCommandBanner({ command, about, maySettle, action }: Props) {
  const [saying, setSaying] = useState<'done' | 'not_done' | null>(null)
  const doing = (underWay[command.action] ?? 'Working…').replace('…', '')
  const subject = about ? `${doing} ${about}` : doing
  const by = (
    <span className="text-muted">
      {command.actorName}, <RelativeTime at={command.sentAt} />
    </span>
  )
  if (isHeld(command)) {
    return <HeldBanner command={command} subject={subject} by={by} mayDecide={maySettle} />
  }
  if (command.state === 'in_flight') {
    return (
      <Banner tone="info" role="status" title={`${subject}: waiting for Telnyx’s answer`}>
        {by}
      </Banner>
    )
  }
  if (!command.needsPerson) {
    return (
      <Banner tone="warning" role="status" title={`${subject}: outcome not known yet`} action={action}>
        <p>
          Telnyx has not answered. The console keeps checking.
          {maySettle && ' Do not repeat this change before its outcome is known.'}
        </p>
        {by}
      </Banner>
    )
  }
  return (
    <>
      <Banner
        tone="warning"
        title={`${subject}: manual review required`}
        action={
          <>
            {action}
            {maySettle && (
              <>
                <Button size="sm" onClick={() => setSaying('done')}>
                  Mark as done
                </Button>
                <Button size="sm" onClick={() => setSaying('not_done')}>
                  Mark as not done
                </Button>
              </>
            )}
          </>
        }
      >
        <p>
          {command.problem?.message} {maySettle && command.problem?.hint}
        </p>
        {by}
      </Banner>
      <Suspense fallback={null}>
        {saying && <SettleDialog command={command} done={saying === 'done'} onClose={() => setSaying(null)} />}
      </Suspense>
    </>
  )
}

type HeldProps = { command: CommandView; subject: string; by: ReactNode; mayDecide: boolean }

/** A change on hold: nothing is sent until an operator continues it. */
function HeldBanner({ command, subject, by, mayDecide }: HeldProps) {
  const { busy, undo } = useUndo()
  const { busy: sending, attempt } = useRun(accountKeys.all)
  const send = async () => {
    if (await attempt(continueCommand, { commandId: command.id }, 'The change was not sent'))
      toast.success('The change is being sent')
  }
  return (
    <Banner
      tone="warning"
      role="status"
      title={`${subject}: on hold, nothing has been changed`}
      action={
        mayDecide && (
          <>
            <Button size="sm" pending={sending} disabled={busy} onClick={() => void send()}>
              Send now
            </Button>
            <Button size="sm" pending={busy} disabled={sending} onClick={() => void undo(command.id)}>
              Cancel change
            </Button>
          </>
        )
      }
    >
      <p>It stays on hold until an operator sends or cancels it. The timeline shows why it is on hold.</p>
      {by}
    </Banner>
  )
}
