'use client'

import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Description } from '@/components/ui/description-list'
import { ExactTime } from '@/components/ui/exact-time'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { toast } from '@/components/ui/toast'
import type { Connections, DisabledOutside } from '@/lib/accounts'
import { useRun } from '../_shell/use-run'
import { markConnections } from './actions'
import { useAccountDialogs } from './dialogs-context'
import { accountKeys } from './queries'

const syncWords = {
  start: 'the sync when the console started',
  interval: 'the regular sync',
  manual: 'a sync that an operator started',
} as const

/** Says that the account was disabled outside the console, and when a sync first saw it. */
export function DisabledOutsideFact({ outside, firstSeenAt }: { outside: DisabledOutside; firstSeenAt: string }) {
  return (
    <Description label="Disabled" meta={<FirstSeen outside={outside} firstSeenAt={firstSeenAt} />}>
      Outside the console: no reason recorded
    </Description>
  )
}

/** "First seen 4 min ago by the regular sync of 2 Oct 2026, 14:03." */
export function FirstSeen({ outside, firstSeenAt }: { outside: DisabledOutside; firstSeenAt: string }) {
  if (!outside.seenAt) {
    return (
      <>
        It was already disabled when the console first saw it, <RelativeTime at={firstSeenAt} />.
      </>
    )
  }
  return (
    <>
      First seen <RelativeTime at={outside.seenAt} /> by {outside.trigger ? syncWords[outside.trigger] : 'a sync'} of{' '}
      <ExactTime at={outside.seenAt} />.
    </>
  )
}

type ConnectionsProps = { accountId: string; connections: Connections }

/** The state of the account's connections after an enable, and what to do next. */
export function ConnectionsFact({ accountId, connections }: ConnectionsProps) {
  const { word, meta } = wordsOf(connections)
  return (
    <Description label="Connections" meta={meta}>
      <span className="flex flex-wrap items-center justify-between gap-2 pb-1">
        {word}
        {connections.state === 'off' && <MarkButton accountId={accountId} commandId={connections.commandId} />}
      </span>
    </Description>
  )
}

function wordsOf(connections: Connections): { word: ReactNode; meta: ReactNode } {
  const when = <RelativeTime at={connections.at} />
  switch (connections.state) {
    case 'off':
      return {
        word: <Status tone="warning">Off until they are enabled</Status>,
        meta: (
          <>
            {connections.by} enabled the account without them, {when}. Calls over them fail. Next: enable them in
            Telnyx’s portal, or ask the customer to. Then mark them here, because Telnyx does not report them.
          </>
        ),
      }
    case 'requested':
      return {
        word: 'Enabled with the account',
        meta: (
          <>
            {connections.by}, {when}. Connections that failed Telnyx’s validation stayed off. Telnyx does not report
            which ones.
          </>
        ),
      }
    case 'marked':
      return {
        word: 'Marked as enabled',
        meta: (
          <>
            {connections.by}, {when}. Not reported by Telnyx.
          </>
        ),
      }
    case 'unknown':
      return {
        word: <span className="text-muted">Unknown</span>,
        meta: (
          <>
            The account was enabled outside the console, first seen {when}. Telnyx does not report whether its
            connections are enabled. Check in Telnyx’s portal.
          </>
        ),
      }
  }
}

function MarkButton({ accountId, commandId }: { accountId: string; commandId: string }) {
  const dialogs = useAccountDialogs()
  const { busy, attempt } = useRun(accountKeys.all)
  if (!dialogs?.may('enable')) return null
  const mark = async () => {
    const input = { accountId, commandId }
    if (await attempt(markConnections, input, 'The connections were not marked as enabled'))
      toast.success('Marked as enabled')
  }
  return (
    <Button size="sm" pending={busy} pendingLabel="Saving…" onClick={() => void mark()}>
      Mark as enabled
    </Button>
  )
}
