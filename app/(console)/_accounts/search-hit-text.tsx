import { cn } from '@/components/ui/cn'
import type { SearchHit } from '@/lib/accounts'

const placeWords: Record<SearchHit['in'], string> = { note: 'Note', ticket: 'Ticket' }

/** Why a search found an account whose name, e-mail and id do not have its words: "Note: …asks for kestrel lines". */
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
