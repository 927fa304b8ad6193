import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import type { Tone } from '@/components/ui/tone'
import { type AuditEntry, type AuditOutcome, auditActions, isAuditAction } from '@/lib/audit'
import { accountHref } from '../_shell/account-link'
import { actorWord } from '../audit/words'
import { jobHref } from '../jobs/job-href'

const outcomes: Record<AuditOutcome, { tone: Tone; word: string }> = {
  succeeded: { tone: 'success', word: 'Done' },
  failed: { tone: 'danger', word: 'Failed' },
  unknown: { tone: 'warning', word: 'Not known yet' },
  denied: { tone: 'danger', word: 'Denied' },
  cancelled: { tone: 'neutral', word: 'Cancelled' },
}

export function Activity({ entries }: { entries: AuditEntry[] }) {
  return (
    <Card
      title="Latest activity"
      padded={false}
      actions={
        <Link href="/audit" className="text-accent hover:underline">
          View all activity
        </Link>
      }
    >
      {entries.length === 0 ? (
        <EmptyState title="No activity yet">Changes made in the console appear here.</EmptyState>
      ) : (
        <ul className="divide-y divide-border">
          {entries.map(entry => (
            <li key={entry.id} className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-1.5">
              <span className="min-w-0 flex-1 basis-64 truncate">
                <span className="font-medium">{actorWord(entry)}</span> ·{' '}
                {isAuditAction(entry.action) ? auditActions[entry.action] : entry.action}
                {entry.targetLabel && (
                  <>
                    {' '}
                    · <Target entry={entry} />
                  </>
                )}
              </span>
              <span className="w-28">
                {entry.outcome ? (
                  <Status tone={outcomes[entry.outcome].tone}>{outcomes[entry.outcome].word}</Status>
                ) : (
                  <Status tone="neutral" pending>
                    In progress
                  </Status>
                )}
              </span>
              <span className="text-muted sm:w-28 sm:text-right">
                <RelativeTime at={entry.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Target({ entry }: { entry: AuditEntry }) {
  const created = entry.changes?.account?.[1]
  const id = entry.action === 'account.create' ? created : entry.targetId
  if (typeof id !== 'string') return <>{entry.targetLabel}</>
  const hrefOf = entry.targetKind === 'account' ? accountHref : entry.targetKind === 'job' ? jobHref : null
  if (!hrefOf) return <>{entry.targetLabel}</>
  return (
    <Link href={hrefOf(id)} className="text-accent hover:underline">
      {entry.targetLabel}
    </Link>
  )
}
