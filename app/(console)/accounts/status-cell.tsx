'use client'

import { Info } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { Popover } from '@/components/ui/popover'
import { Status } from '@/components/ui/status'
import { Switch } from '@/components/ui/switch'
import { offeredSwitch } from '@/lib/accounts'
import type { PendingCommand } from '@/lib/command'
import { useSending } from '../_shell/sending'
import { type DialogAccount, useAccountDialogs } from './dialogs-context'
import { ScheduledStatus } from './scheduled-status'
import { accountName, statusLook, underWay } from './words'

type StatusAccount = DialogAccount & { pending: PendingCommand | null; missingSince: string | null }

type Changing = { state: PendingCommand['state']; words: string }

const statusActions = ['account.disable', 'account.enable']

/** What to show instead of a fact while a command is changing it: this tab's own command first, else the server's. */
export function useChanging(
  account: Pick<StatusAccount, 'id' | 'pending'>,
  actions: readonly string[],
): Changing | null {
  const sending = useSending(account.id)
  if (sending && actions.includes(sending)) return { state: 'in_flight', words: underWay[sending] ?? 'Changing…' }
  const { pending } = account
  if (!pending || !actions.includes(pending.action)) return null
  if (pending.state === 'unknown') return { state: 'unknown', words: 'Not known yet' }
  if (pending.state === 'scheduled') return { state: 'scheduled', words: 'Waiting to send' }
  return { state: 'in_flight', words: underWay[pending.action] ?? '' }
}

/** The status as icon and word, or the command that is changing it. */
export function AccountStatusText({ account }: { account: StatusAccount }) {
  return <StatusWords account={account} changing={useChanging(account, statusActions)} />
}

type ChangingProps = { account: StatusAccount; changing: Changing | null }

function StatusWords({ account, changing }: ChangingProps) {
  const dialogs = useAccountDialogs()
  if (changing?.state === 'scheduled' && account.pending) {
    return <ScheduledStatus pending={account.pending} mayUndo={dialogs?.may('disable') ?? false} />
  }
  if (changing) return <ChangingWords {...changing} />
  const { label, ...look } = statusLook[account.status]
  return (
    <Status {...look} className={account.status === 'unknown' ? 'text-muted' : undefined}>
      {label}
    </Status>
  )
}

/** Shown instead of a fact. */
export function ChangingWords({ state, words }: Changing) {
  return (
    <Status tone="warning" pending={state === 'in_flight'} className="text-muted">
      {words}
    </Status>
  )
}

/** The status and, inside <AccountDialogs>, the switch that opens the dialog for roles that may change it. */
export function StatusCell({ account }: { account: StatusAccount }) {
  const changing = useChanging(account, statusActions)
  return (
    <span className="cell-line justify-between">
      <StatusWords account={account} changing={changing} />
      <StatusSwitch account={account} changing={changing} />
    </span>
  )
}

function StatusSwitch({ account, changing }: ChangingProps) {
  const dialogs = useAccountDialogs()
  // A scheduled disable shows its Undo button here. While the outcome is unknown there is no switch: it would show one of two states.
  const hasSwitch = changing === null || changing.state === 'in_flight'
  if (!dialogs?.may('disable') || account.missingSince || !hasSwitch) return null
  const { disable, enable, why } = offeredSwitch(account, dialogs.role)
  const name = accountName(account)
  const choose = (close: () => void, dialog: 'disable' | 'enable') => {
    close()
    dialogs.open(dialog, account)
  }
  if (why !== null) {
    return (
      <Popover
        // Tables reuse rows. The key closes the panel when the row shows another account.
        key={account.id}
        label={`Status of ${name}`}
        align="end"
        className="max-w-72 p-3"
        trigger={props => (
          <IconButton
            {...props}
            size="sm"
            className="size-6 text-muted max-sm:hidden"
            icon={Info}
            label="What this status means"
          />
        )}
      >
        {close => (
          <>
            <p>{why}</p>
            {(disable || enable) && (
              <div className="mt-2 flex gap-2">
                {disable && (
                  <Button size="sm" onClick={() => choose(close, 'disable')}>
                    Disable…
                  </Button>
                )}
                {enable && (
                  <Button size="sm" onClick={() => choose(close, 'enable')}>
                    Enable…
                  </Button>
                )}
              </div>
            )}
          </>
        )}
      </Popover>
    )
  }
  const isUnderWay = changing?.state === 'in_flight'
  return (
    <Switch
      className="max-sm:hidden"
      aria-label={`${name} is enabled`}
      title={disable ? 'Disable…' : 'Enable…'}
      checked={account.status === 'enabled'}
      // Not `disabled`, which would drop the focus that the dialog has just returned.
      aria-disabled={isUnderWay || undefined}
      // The switch shows Telnyx's status. It opens the dialog, and moves only after Telnyx's answer.
      onChange={() => isUnderWay || dialogs.open(disable ? 'disable' : 'enable', account)}
    />
  )
}
