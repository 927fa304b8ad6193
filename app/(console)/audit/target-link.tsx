import type { Route } from 'next'
import { Unknown } from '@/components/ui/description-list'
import { Link } from '@/components/ui/link'
import { shortenId } from '@/components/ui/shorten-id'
import type { AuditEntry } from '@/lib/audit'
import { serializeRosterSearch } from '@/lib/organization'
import { jobHref } from '../jobs/job-href'
import { actionWord } from './words'

type Targeted = Pick<AuditEntry, 'action' | 'changes' | 'targetKind' | 'targetId' | 'targetLabel' | 'outcome'>

/** The page of the target; null when it has none, or no longer has one. */
function targetHref(entry: Targeted): Route | null {
  if (entry.targetKind === 'account') {
    // A create is recorded under the form's id. The account's id comes with the outcome.
    const id = entry.action === 'account.create' ? entry.changes?.account?.[1] : entry.targetId
    return typeof id === 'string' ? (`/accounts/${encodeURIComponent(id)}` as Route) : null
  }
  if (entry.targetKind === 'job' && entry.targetId !== null) return jobHref(entry.targetId)
  if (entry.targetKind === 'approval') return '/approvals'
  if (entry.targetKind !== 'organization_user' || entry.targetId === null) return null
  if (entry.action === 'organization_user.remove' && entry.outcome === 'succeeded') return null
  return `/organization${serializeRosterSearch({ user: entry.targetId })}` as Route
}

/** The target of a refusal is an action or address: a word, not an id. */
function wordOf(kind: string | null, id: string): string {
  return kind === 'page' ? actionWord(id) : shortenId(id)
}

export function TargetLink({ entry }: { entry: Targeted }) {
  const label = entry.targetLabel ?? (entry.targetId && wordOf(entry.targetKind, entry.targetId))
  if (!label) return <Unknown label="No target" />
  const href = targetHref(entry)
  const text = <bdi>{label}</bdi>
  if (!href) return <span title={label}>{text}</span>
  return (
    <Link href={href} prefetch={false} title={label} className="finger rounded-sm text-accent hover:underline">
      {text}
    </Link>
  )
}
