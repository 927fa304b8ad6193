import { ChevronRight } from 'lucide-react'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { formatCount, formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { type AuditEntry, isAuditAction } from '@/lib/audit'
import { accountHref } from '../_shell/account-link'
import { Outcome } from '../audit/outcome'
import { actionWord, actorWord } from '../audit/words'
import { jobHref } from '../jobs/job-href'
import { type ActivityGroup, didWords, groupActivity } from './activity-groups'

/** As many as fit beside the figures. */
const mostGroups = 14

export function Activity({ entries }: { entries: AuditEntry[] }) {
  return (
    <Card
      title="Latest activity"
      padded={false}
      actions={
        <Link href="/audit" className="finger text-accent hover:underline">
          View all activity
        </Link>
      }
    >
      {entries.length === 0 ? (
        <EmptyState title="No activity yet">Changes made in the console appear here.</EmptyState>
      ) : (
        <ul className="divide-y divide-border">
          {groupActivity(entries)
            .slice(0, mostGroups)
            .map(group => (
              <li key={group.id} className="px-4 py-1.5">
                {group.entries.length === 1 ? <Line group={group} /> : <Several group={group} />}
              </li>
            ))}
        </ul>
      )}
    </Card>
  )
}

/** One line for the same action several times in a row. It opens to show each. */
function Several({ group }: { group: ActivityGroup }) {
  return (
    <details className="group/several">
      <summary className="flex cursor-pointer list-none items-start gap-1 rounded-sm [&::-webkit-details-marker]:hidden coarse:-my-1.5 coarse:min-h-11 coarse:items-center coarse:py-1.5">
        <Line group={group} />
        <ChevronRight
          aria-hidden
          className="mt-1 coarse:mt-0 size-4 shrink-0 text-muted group-open/several:rotate-90"
        />
      </summary>
      <ul className="mt-1 mb-1 grid gap-1 border-border border-l pl-3">
        {group.entries.map(entry => (
          <li key={entry.id} className="flex items-center justify-between gap-x-4 coarse:min-h-11">
            <span className="min-w-0 truncate">
              <Target entry={entry} />
            </span>
            <RelativeTime at={entry.at} className="text-muted" />
          </li>
        ))}
      </ul>
    </details>
  )
}

function Line({ group: { newest, entries, targets } }: { group: ActivityGroup }) {
  const { action, outcome } = newest
  const items = entries.reduce((sum, { detail }) => sum + (typeof detail?.decided === 'number' ? detail.decided : 0), 0)
  const word = outcome === 'succeeded' && isAuditAction(action) ? didWords[action] : undefined
  const did = word && items > 0 ? `${word} ${formatCount(items, 'item')} of` : word
  return (
    <span className="flex min-h-6 min-w-0 flex-1 flex-wrap items-center gap-x-4">
      <span className="min-w-0 flex-1 basis-56 [overflow-wrap:anywhere]">
        <span className="font-medium">{actorWord(newest)}</span> {did ?? `· ${actionWord(action)} ·`}{' '}
        {entries.length === 1 || (items > 0 && targets === 1) ? (
          <Target entry={newest} />
        ) : targets === 1 ? (
          <>
            <bdi>{newest.targetLabel}</bdi>, {formatNumber(entries.length)} times
          </>
        ) : (
          countWords(newest, targets)
        )}
      </span>
      {/* Most actions succeed, so only other outcomes are marked. */}
      {outcome !== 'succeeded' && <Outcome outcome={outcome} />}
      <RelativeTime at={newest.at} className="text-muted sm:w-20 sm:text-right" />
    </span>
  )
}

const countedAs: Record<string, string> = { account: 'account', job: 'job', review_round: 'round' }

function countWords({ targetKind }: AuditEntry, count: number): string {
  return formatCount(count, countedAs[targetKind ?? ''] ?? 'user')
}

function Target({ entry }: { entry: AuditEntry }) {
  const created = entry.changes?.account?.[1]
  const id = entry.action === 'account.create' ? created : entry.targetId
  if (typeof id !== 'string') return <bdi>{entry.targetLabel}</bdi>
  const hrefOf = entry.targetKind === 'account' ? accountHref : entry.targetKind === 'job' ? jobHref : null
  if (!hrefOf) return <bdi>{entry.targetLabel}</bdi>
  return (
    <Link href={hrefOf(id)} className="text-accent hover:underline">
      <bdi>{entry.targetLabel}</bdi>
    </Link>
  )
}
