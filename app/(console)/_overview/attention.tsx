import { CalendarClock, CircleHelp, GitCompareArrows, type LucideIcon, TrendingDown } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { formatCount } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { auditActions, isAuditAction } from '@/lib/audit'
import type { CommandView } from '@/lib/command'
import type { Overview } from '@/lib/overview'

/** What somebody should look at today; nothing at all when there is nothing. */
export function Attention({ overview }: { overview: Overview }) {
  const { open, drifted, reviewsDue, credit } = overview
  const unknown = open.filter(command => command.state === 'unknown')
  const negative = credit?.negative ?? 0
  if (unknown.length === 0 && drifted === 0 && reviewsDue === 0 && negative === 0) return null
  return (
    <Card title="Needs attention" padded={false}>
      <ul className="divide-y divide-border">
        {unknown.slice(0, 5).map(command => (
          <Line key={command.id} icon={CircleHelp} href={hrefOf(command)}>
            {command.needsPerson ? 'Somebody has to say what became of' : 'Telnyx gave no answer; being looked up'}:{' '}
            {isAuditAction(command.action) ? auditActions[command.action].toLowerCase() : command.action}, by{' '}
            {command.actorName} <RelativeTime at={command.sentAt} />
          </Line>
        ))}
        {unknown.length > 5 && <li className="px-4 py-2 text-muted">and {unknown.length - 5} more like these</li>}
        {drifted > 0 && (
          <Line icon={GitCompareArrows} href={'/accounts?drifted=yes' as Route}>
            {formatCount(drifted, 'account')} changed outside the console
          </Line>
        )}
        {reviewsDue > 0 && (
          <Line
            icon={CalendarClock}
            href={`/accounts?reviewTo=${new Date().toISOString().slice(0, 10)}&sort=review` as Route}
          >
            {formatCount(reviewsDue, 'disabled account')} to review today
          </Line>
        )}
        {credit && negative > 0 && (
          <Line icon={TrendingDown} href={'/accounts?rollup=no&sort=credit' as Route}>
            {formatCount(negative, 'own-balance account')} with negative available credit
            {credit.known < credit.of && ` (known of ${credit.known} of ${credit.of})`}
          </Line>
        )}
      </ul>
    </Card>
  )
}

function hrefOf(command: CommandView): Route {
  if (command.action === 'organization_user.remove') return '/organization'
  return (command.action === 'account.create' ? '/audit?outcome=unknown' : `/accounts/${command.targetId}`) as Route
}

function Line({ icon: Icon, href, children }: { icon: LucideIcon; href: Route; children: ReactNode }) {
  return (
    <li>
      <Link href={href} className="flex min-h-9 items-center gap-2.5 px-4 py-1.5 hover:bg-subtle coarse:min-h-11">
        <Icon aria-hidden className="size-4 shrink-0 text-warning" />
        <span className="min-w-0">{children}</span>
      </Link>
    </li>
  )
}
