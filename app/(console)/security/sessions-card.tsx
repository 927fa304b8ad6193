'use client'

import { Monitor } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatCount } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { toast } from '@/components/ui/toast'
import type { OwnSession } from '@/lib/operator'
import { securityKeys } from '../_shell/queries'
import { useRun } from '../_shell/use-run'
import { endOtherSessions, endOwnSession } from './actions'
import { browserWords } from './browser-words'

export function SessionsCard({ sessions }: { sessions: readonly OwnSession[] }) {
  const { busy, attempt } = useRun(securityKeys.all)
  const endOthers = async () => {
    const answer = await attempt(endOtherSessions, {}, 'The other sessions were not ended')
    if (answer) toast.success(`${formatCount(answer.data.ended, 'session')} ended`)
  }
  return (
    <Card
      title="Where you are signed in"
      description="A session ends after 30 minutes without activity, and after 12 hours in any case."
      padded={false}
      actions={
        sessions.length > 1 && (
          <Button size="sm" pending={busy} pendingLabel="Ending…" onClick={() => void endOthers()}>
            End other sessions
          </Button>
        )
      }
    >
      <ul className="divide-y divide-border">
        {sessions.map(session => (
          <SessionLine key={session.id} session={session} />
        ))}
      </ul>
    </Card>
  )
}

function SessionLine({ session }: { session: OwnSession }) {
  const { busy, attempt } = useRun(securityKeys.all)
  const browser = browserWords(session.userAgent)
  const end = async () => {
    const answer = await attempt(endOwnSession, { id: session.id }, 'The session was not ended')
    if (answer) toast.success('Session ended')
  }
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <Monitor aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{browser}</span>
          {session.current && <Badge tone="accent">This session</Badge>}
        </p>
        <p className="flex flex-wrap gap-x-3 text-muted text-xs">
          <span>{session.address ?? 'Unknown address'}</span>
          <span>Signed in with {session.method}</span>
          <span>
            Since <RelativeTime at={session.createdAt} />
          </span>
          <span>
            Last active <RelativeTime at={session.activeAt} />
          </span>
        </p>
      </div>
      {!session.current && (
        <Button
          size="sm"
          pending={busy}
          pendingLabel="Ending…"
          aria-label={`End the session in ${browser}`}
          onClick={() => void end()}
        >
          End
        </Button>
      )}
    </li>
  )
}
