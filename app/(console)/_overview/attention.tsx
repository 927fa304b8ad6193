import { useSuspenseQuery } from '@tanstack/react-query'
import {
  CalendarClock,
  CircleHelp,
  GitCompareArrows,
  type LucideIcon,
  OctagonX,
  ReceiptText,
  TrendingDown,
  UserCheck,
} from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import type { ReactElement, ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { FigureLink } from '@/components/ui/figure-link'
import { formatCount, formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Attention } from '@/lib/attention'
import { auditActions, isAuditAction } from '@/lib/audit'
import type { CommandView } from '@/lib/command'
import { jobKinds } from '@/lib/job'
import { accountsAddress, negativeCreditAddress, type Overview, overviewFilters } from '@/lib/overview'
import { requestHref } from '../_approvals/request-href'
import { actionWords } from '../_approvals/words'
import { attentionQuery } from '../_attention/queries'
import { failedItemsHref } from '../_jobs/job-href'
import { failureWords } from '../_jobs/words'

/** Lines of one kind; the others are on its screen. */
const mostOfAKind = 5

/** What this operator should look at today; nothing at all when there is nothing. */
export function NeedsAttention({ overview }: { overview: Overview }) {
  const { data: waiting } = useSuspenseQuery(attentionQuery())
  const lines = [
    ...requestLines(waiting),
    ...jobLines(waiting),
    ...unknownLines(overview),
    ...accountLines(overview, waiting),
  ]
  if (lines.length === 0) return null
  return (
    <Card title="Needs attention" padded={false}>
      <ul className="divide-y divide-border">{lines}</ul>
    </Card>
  )
}

function requestLines({ approvals }: Attention): ReactElement[] {
  return firstOf(
    approvals,
    <Line key="requests" icon={UserCheck} href="/approvals">
      More requests
    </Line>,
    request => (
      <Line key={request.id} icon={UserCheck} href={requestHref(request.id)}>
        Approval requested: {actionWords(request).toLowerCase()} ({formatCount(request.accounts, 'account')}), by{' '}
        <bdi>{request.requestedByName}</bdi> <RelativeTime at={request.createdAt} />
      </Line>
    ),
  )
}

function jobLines({ failedJobs }: Attention): ReactElement[] {
  return firstOf(
    failedJobs,
    <Line key="jobs" icon={OctagonX} href="/jobs">
      More jobs with failures
    </Line>,
    job => (
      <Line key={job.id} icon={OctagonX} href={failedItemsHref(job.id)} figure={job.failed + job.person}>
        {jobKinds[job.kind]}: {failureWords(job)} of {formatNumber(job.total)}, ended{' '}
        <RelativeTime at={job.finishedAt} />
      </Line>
    ),
  )
}

function unknownLines({ open }: Overview): ReactElement[] {
  const unknown = open.filter(command => command.state === 'unknown')
  const rest = (
    <Line key="unknown" icon={CircleHelp} href={'/audit?outcome=unknown' as Route}>
      More without an outcome
    </Line>
  )
  return firstOf(unknown, rest, command => (
    <Line key={command.id} icon={CircleHelp} href={hrefOf(command)}>
      {command.needsPerson ? 'Somebody has to say what became of' : 'Telnyx gave no answer; being looked up'}:{' '}
      {isAuditAction(command.action) ? auditActions[command.action].toLowerCase() : command.action}, by{' '}
      {command.actorName} <RelativeTime at={command.sentAt} />
    </Line>
  ))
}

/** One line for each figure that is not 0. */
function accountLines({ drifted, reviewsDue, credit }: Overview, { flags }: Attention): ReactElement[] {
  const knownOf =
    credit && credit.known < credit.of && ` (known of ${formatNumber(credit.known)} of ${formatNumber(credit.of)})`
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
      href: accountsAddress(overviewFilters.reviewsDue(reviewsDue.by)),
      words: `${formatCount(reviewsDue.count, 'disabled account')} to review today`,
    },
    {
      icon: TrendingDown,
      figure: credit?.low ?? 0,
      href: negativeCreditAddress,
      words: `${formatCount(credit?.low ?? 0, 'own-balance account')} with negative available credit${knownOf || ''}`,
    },
    { icon: ReceiptText, figure: flags, href: '/billing', words: `${formatCount(flags, 'rollup flag')} to review` },
  ]
  return figures
    .filter(({ figure }) => figure > 0)
    .map(({ icon, figure, href, words }) => (
      <Line key={href} icon={icon} href={href as Route} figure={figure}>
        {words}
      </Line>
    ))
}

function firstOf<T>(all: readonly T[], rest: ReactElement, line: (one: T) => ReactElement): ReactElement[] {
  const first = all.slice(0, mostOfAKind).map(line)
  return all.length > mostOfAKind ? [...first, rest] : first
}

function hrefOf(command: CommandView): Route {
  if (command.action === 'organization_user.remove') return '/organization'
  return (command.action === 'account.create' ? '/audit?outcome=unknown' : `/accounts/${command.targetId}`) as Route
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
