import {
  CalendarClock,
  CircleHelp,
  CirclePause,
  GitCompareArrows,
  type LucideIcon,
  OctagonX,
  ReceiptText,
  TrendingDown,
  UserCheck,
} from 'lucide-react'
import type { Route } from 'next'
import { Fragment, type ReactElement, type ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { FigureLink } from '@/components/ui/figure-link'
import { Link } from '@/components/ui/link'
import { formatCount, formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { approvableActions } from '@/lib/approval'
import type { Attention } from '@/lib/attention'
import { auditActions, isAuditAction } from '@/lib/audit'
import type { CommandView } from '@/lib/command'
import { jobKinds } from '@/lib/job'
import { accountsAddress, type Overview, overviewFilters } from '@/lib/overview'
import { requestHref } from '../approvals/request-href'
import { failedItemsHref, jobHref } from '../jobs/job-href'

/** Lines of one kind. The rest are on the screen of that kind. */
const mostOfAKind = 5

/** What this operator should look at today. */
export function NeedsAttention({ overview }: { overview: Overview }) {
  const waiting = overview.attention
  // First what only this operator, or few others, can decide.
  const groups = {
    requests: requestLines(waiting),
    flags: flagLines(waiting),
    jobs: jobLines(waiting),
    held: heldLines(waiting),
    unknown: unknownLines(overview),
    accounts: accountLines(overview),
  }
  if (Object.values(groups).every(lines => lines.length === 0)) {
    return (
      <Card title="Needs attention">
        <Status tone="success">Nothing waits for you</Status>
      </Card>
    )
  }
  return (
    <Card title="Needs attention" padded={false}>
      <ul className="divide-y divide-border">
        {Object.entries(groups).map(([name, lines]) => (
          <Fragment key={name}>{lines}</Fragment>
        ))}
      </ul>
    </Card>
  )
}

function requestLines({ approvals }: Attention): ReactElement[] {
  return firstOf(approvals, ({ id, action, accounts, requestedByName, createdAt }) => (
    <Line key={id} icon={UserCheck} href={requestHref(id)} figure={accounts}>
      Approval requested: {approvableActions[action].toLowerCase()} ({formatCount(accounts, 'account')}), by{' '}
      <bdi>{requestedByName}</bdi> <RelativeTime at={createdAt} />
    </Line>
  ))
}

function heldLines({ held, pausedJobs }: Attention): ReactElement[] {
  return [
    ...firstOf(held, ({ id, accountId, accountName, actorName, heldAt }) => (
      <Line key={id} icon={CirclePause} href={`/accounts/${accountId}` as Route}>
        On hold: disable <bdi>{accountName}</bdi>, by <bdi>{actorName}</bdi>, since <RelativeTime at={heldAt} />
      </Line>
    )),
    ...firstOf(pausedJobs, ({ id, kind, total, notice }) => (
      <Line key={id} icon={CirclePause} href={jobHref(id)}>
        {jobKinds[kind].label} ({formatNumber(total)}): {notice ?? 'Paused.'}
      </Line>
    )),
  ]
}

function jobLines({ failedJobs }: Attention): ReactElement[] {
  return firstOf(failedJobs, ({ id, kind, failed, person, total, finishedAt }) => (
    <Line key={id} icon={OctagonX} href={failedItemsHref(id)} figure={failed + person}>
      {jobKinds[kind].label}: {formatNumber(failed + person)} of {formatNumber(total)}{' '}
      {person === 0 ? 'failed' : 'failed or to review'}, ended <RelativeTime at={finishedAt} />
    </Line>
  ))
}

function unknownLines({ open }: Overview): ReactElement[] {
  const unknown = open.filter(command => command.state === 'unknown')
  return firstOf(unknown, command => (
    <Line key={command.id} icon={CircleHelp} href={hrefOf(command)}>
      {command.needsPerson ? 'Manual review required' : 'No answer from Telnyx, checking result'}:{' '}
      {isAuditAction(command.action) ? auditActions[command.action].toLowerCase() : command.action}, by{' '}
      {command.actorName} <RelativeTime at={command.sentAt} />
    </Line>
  ))
}

function flagLines({ flags }: Attention): ReactElement[] {
  if (flags === 0) return []
  return [
    <Line key="flags" icon={ReceiptText} href="/billing" figure={flags}>
      {formatCount(flags, 'review')} to decide
    </Line>,
  ]
}

/** One line for each figure that is not 0. */
function accountLines({ drifted, reviewsDue, credit }: Overview): ReactElement[] {
  const knownOf =
    credit &&
    credit.known < credit.of &&
    ` (${formatNumber(credit.known)} of ${formatCount(credit.of, 'balance')} known)`
  const figures = [
    {
      icon: GitCompareArrows,
      figure: drifted,
      href: accountsAddress(overviewFilters.drifted()),
      words: `${formatCount(drifted, 'account')} changed outside the console`,
    },
    {
      icon: CalendarClock,
      figure: reviewsDue.count,
      href: accountsAddress(overviewFilters.reviewsDue(reviewsDue.by), 'review'),
      words: `${formatCount(reviewsDue.count, 'disabled account')} to review today`,
    },
    {
      icon: TrendingDown,
      figure: credit?.low ?? 0,
      href: '/billing?view=low',
      words: `${formatCount(credit?.low ?? 0, 'account')} with low credit${knownOf || ''}`,
    },
  ]
  return figures
    .filter(({ figure }) => figure > 0)
    .map(({ icon, figure, href, words }) => (
      <Line key={href} icon={icon} href={href as Route} figure={figure}>
        {words}
      </Line>
    ))
}

function firstOf<T>(all: readonly T[], line: (one: T) => ReactElement): ReactElement[] {
  const rest = all.length - mostOfAKind
  const first = all.slice(0, mostOfAKind).map(line)
  if (rest <= 0) return first
  return [
    ...first,
    <li key="rest" className="px-4 py-2 text-muted">
      and {formatNumber(rest)} more
    </li>,
  ]
}

/** An unknown create is shown above the list of accounts, because it may have no account page. */
function hrefOf(command: CommandView): Route {
  if (command.action === 'organization_user.remove') return '/organization'
  return (command.action === 'account.create' ? '/accounts' : `/accounts/${command.targetId}`) as Route
}

type LineProps = { icon: LucideIcon; href: Route; figure?: number; children: ReactNode }

function Line({ icon: Icon, href, figure, children }: LineProps) {
  const className = 'flex min-h-9 items-center gap-2.5 px-4 py-1.5 hover:bg-subtle coarse:min-h-11'
  const content = (
    <>
      <Icon aria-hidden className="size-4 shrink-0 text-warning" />
      <span className="min-w-0">{children}</span>
    </>
  )
  return (
    <li>
      {figure === undefined ? (
        <Link href={href} className={className}>
          {content}
        </Link>
      ) : (
        <FigureLink href={href} figure={figure} className={className}>
          {content}
        </FigureLink>
      )}
    </li>
  )
}
