'use client'

import { Power, PowerOff } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { LinkButton } from '@/components/ui/link-button'
import { RelativeTime } from '@/components/ui/relative-time'
import { Spinner } from '@/components/ui/spinner'
import { StatusIcon } from '@/components/ui/status'
import { relativeText, utcDay } from '@/components/ui/time-words'
import { toast } from '@/components/ui/toast'
import { useCountdown } from '@/components/ui/use-countdown'
import { useNow } from '@/components/ui/use-now'
import { type AccountDetail, type AccountRow, type AccountView, offeredSwitch } from '@/lib/accounts'
import type { CommandView } from '@/lib/command'
import type { AccountStatus } from '@/lib/managed-account'
import { can } from '@/lib/permissions'
import { useSending } from '../_shell/sending'
import { Ticket } from '../_shell/ticket'
import { useToday } from '../_shell/time-zone'
import { useRun } from '../_shell/use-run'
import { markConnections } from './actions'
import { useAccountDialogs } from './dialogs-context'
import { accountKeys } from './queries'
import { useUndo } from './scheduled-status'
import { callsFail, nextStep, type Part, type StatusChange, statusSentence } from './status-sentence'
import { accountName, statusLook, statusSource } from './words'

const panels: Record<AccountStatus, string> = {
  enabled: 'border-border bg-surface',
  disabled: 'border-warning/35 bg-warning-subtle',
  blocked: 'border-danger/35 bg-danger-subtle',
  cancelled: 'border-border bg-subtle',
  unknown: 'border-border bg-subtle',
}

type Props = {
  account: AccountRow | AccountDetail
  /** Undefined until the account itself is read. */
  view: AccountView | undefined
  /** More buttons, after those that change the status. */
  children?: ReactNode
}

/** The status in one sentence, what to do next, and the buttons for it. */
export function StatusPanel({ account, view, children }: Props) {
  const dialogs = useAccountDialogs()
  const change = useStatusChange(account)
  const command = change && view?.commands.find(one => one.id === change.id)
  const warns = !change && callsFail(account, view)
  const { tone, icon } = warns ? { tone: 'warning' as const, icon: 'alert' as const } : statusLook[account.status]
  const step = dialogs && !change ? nextStep(account, view, dialogs.role) : null
  const note = !change && 'disabledNote' in account ? account.disabledNote : null
  const source = command ? `By ${command.actorName}` : statusSource(account)
  const at = command?.sentAt ?? view?.statusSeenAt ?? account.statusObservedAt
  return (
    <section
      aria-label="Status"
      className={cn(
        'rounded-lg border px-4 py-3',
        change ? panels.cancelled : panels[warns ? 'disabled' : account.status],
      )}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2.5">
        <div className="flex min-w-0 flex-1 basis-96 gap-2.5">
          <span className="mt-0.5 shrink-0">
            {change ? <Spinner className="size-4 text-muted" /> : <StatusIcon tone={tone} icon={icon} />}
          </span>
          <div className="min-w-0 [overflow-wrap:anywhere]">
            <p className="font-medium text-base">
              <Sentence parts={statusSentence(account, view, change)} />
            </p>
            {note && <p className="whitespace-pre-wrap">{note}</p>}
            {step && <p>{step}</p>}
            <p className="text-muted text-xs">
              {source}, <RelativeTime at={at} />
            </p>
          </div>
        </div>
        <div className="flex flex-wrap gap-2 empty:hidden coarse:[&_a]:h-11 coarse:[&_button]:h-11">
          {change?.state === 'scheduled' && change.dueAt && <Undo commandId={change.id} />}
          <Steps account={account} view={view} busy={change !== null && change.state !== 'unknown'} />
          {children}
        </div>
      </div>
    </section>
  )
}

const changes: Partial<Record<string, StatusChange['action']>> = {
  'account.disable': 'disable',
  'account.enable': 'enable',
}

/** Whether the panel itself says all about this command. All others have a banner. */
export function isInPanel({ action, state, dueAt }: CommandView): boolean {
  return action in changes && (state === 'in_flight' || (state === 'scheduled' && dueAt !== null))
}

/** The disable or enable that has not ended: this tab's own first, else the server's. */
function useStatusChange({ id, pending }: Pick<AccountRow, 'id' | 'pending'>): StatusChange | null {
  const own = changes[useSending(id) ?? '']
  if (own) return { action: own, state: 'in_flight', id: null, dueAt: null }
  const action = pending && changes[pending.action]
  return action ? { ...pending, action } : null
}

function Sentence({ parts }: { parts: readonly Part[] }) {
  return parts.map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence never move
    <Fragment key={at}>{typeof part === 'string' ? part : <Piece part={part} />}</Fragment>
  ))
}

function Piece({ part }: { part: Exclude<Part, string> }) {
  if ('until' in part) return <Countdown {...part} />
  if ('at' in part) return <When at={part.at} />
  if ('day' in part) return <ReviewDay day={part.day} />
  if ('ticket' in part) return <Ticket ticket={part.ticket} />
  return <bdi>{part.name}</bdi>
}

/** "Disabling in 8 s". At 0 the change waits for its turn, and can still be undone. */
function Countdown({ doing, until }: { doing: string; until: string }) {
  const seconds = useCountdown(until)
  return <span className="figures">{seconds ? `${doing} in ${seconds} s` : 'Waiting to send'}</span>
}

/** "2 d ago", and "on 3 Nov 2026" once it is a date. */
function When({ at }: { at: string }) {
  const isDate = relativeText(new Date(at), useNow()) === utcDay(new Date(at))
  return (
    <>
      {isDate && 'on '}
      <RelativeTime at={at} />
    </>
  )
}

function ReviewDay({ day }: { day: string }) {
  const due = day <= useToday()
  return (
    <>
      <time dateTime={day} className="figures whitespace-nowrap">
        {utcDay(new Date(day))}
      </time>
      {due && (
        <>
          {' '}
          <Badge tone="warning">Due</Badge>
        </>
      )}
    </>
  )
}

function Undo({ commandId }: { commandId: string | null }) {
  const dialogs = useAccountDialogs()
  const { busy, undo } = useUndo()
  if (!dialogs?.may('disable') || commandId === null) return null
  return (
    <Button variant="primary" pending={busy} onClick={() => void undo(commandId)}>
      Undo
    </Button>
  )
}

type StepsProps = { account: AccountRow; view: AccountView | undefined; busy: boolean }

/** The buttons of the next steps that the role may take. */
function Steps({ account, view, busy }: StepsProps) {
  const dialogs = useAccountDialogs()
  if (!dialogs || account.missingSince) return null
  const { disable, enable } = offeredSwitch(account, dialogs.role)
  const connections = view?.connections
  const noCalls = account.status === 'enabled' && account.channelLimit === 0
  return (
    <>
      {noCalls && dialogs.may('channelLimit') && (
        <Button onClick={() => dialogs.open('channelLimit', account)}>Set channel limit…</Button>
      )}
      {connections?.state === 'off' && dialogs.may('enable') && (
        <MarkButton account={account} commandId={connections.commandId} />
      )}
      {account.status === 'cancelled' && can(dialogs.role, 'accounts.create') && (
        <LinkButton href="/accounts/new" prefetch={false}>
          New account
        </LinkButton>
      )}
      {enable && dialogs.may('enable') && (
        <Button
          variant={disable ? 'secondary' : 'primary'}
          disabled={busy}
          onClick={() => dialogs.open('enable', account)}
        >
          <Power aria-hidden />
          Enable…
        </Button>
      )}
      {disable && dialogs.may('disable') && (
        <Button disabled={busy} onClick={() => dialogs.open('disable', account)}>
          <PowerOff aria-hidden className="text-danger" />
          Disable…
        </Button>
      )}
    </>
  )
}

function MarkButton({ account, commandId }: { account: AccountRow; commandId: string }) {
  const { busy, attempt } = useRun(accountKeys.all)
  const mark = async () => {
    const input = { accountId: account.id, commandId }
    if (await attempt(markConnections, input, 'The connections were not marked as enabled'))
      toast.success(`Connections of ${accountName(account)} marked as enabled`)
  }
  return (
    <Button pending={busy} pendingLabel="Saving…" onClick={() => void mark()}>
      Mark connections as enabled
    </Button>
  )
}
