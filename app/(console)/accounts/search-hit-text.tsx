import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import type { SearchHit } from '@/lib/accounts'

const placeWords: Record<SearchHit['in'], string> = { note: 'Note', ticket: 'Ticket' }

/** The matching note or ticket: "Note: …asks for kestrel lines". */
export function SearchHitText({ hit, className }: { hit: SearchHit; className?: string }) {
  const { before, hit: found, after } = hit
  const place = placeWords[hit.in]
  return (
    <span title={`${place}: ${before}${found}${after}`} className={cn('text-muted text-xs', className)}>
      {place}: <bdi>{before}</bdi>
      <mark className="rounded-sm bg-warning-subtle text-foreground">{found}</mark>
      <bdi>{after}</bdi>
    </span>
  )
}

type NameProps = { hit: SearchHit | undefined; children: ReactNode }

/** The name of an account in a list, and below it the match that made a search find the account. */
export function NameWithHit({ hit, children }: NameProps) {
  if (!hit) return children
  return (
    <span className="grid grid-cols-[minmax(0,1fr)] py-1.5">
      {children}
      <SearchHitText hit={hit} className="truncate" />
    </span>
  )
}
