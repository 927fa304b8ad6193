import type { Route } from 'next'
import { Link } from '@/components/ui/link'
import { type AuditEntry, serializeAuditSearch } from '@/lib/audit'
import { actorWord } from './words'

type Props = {
  entry: Pick<AuditEntry, 'actorKind' | 'actorId' | 'actorName'>
  onFollow?: () => void
}

/** Links an operator's name to everything they did. */
export function ActorLink({ entry, onFollow }: Props) {
  const name = <bdi>{actorWord(entry)}</bdi>
  if (entry.actorKind !== 'operator' || entry.actorId === null) return name
  const href = `/audit${serializeAuditSearch({ operator: [entry.actorId] })}` as Route
  return (
    <Link href={href} prefetch={false} {...(onFollow && { onClick: onFollow })} className="rounded-sm hover:underline">
      {name}
    </Link>
  )
}
