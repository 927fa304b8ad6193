import { cn } from '@/components/ui/cn'
import type { NoteHit } from '@/lib/accounts'

/** Why a search found an account whose name, e-mail and id do not have its words: "Note: …asks for kestrel lines". */
export function NoteHitText({ hit, className }: { hit: NoteHit; className?: string }) {
  const { before, hit: found, after } = hit
  return (
    <span title={`Note: ${before}${found}${after}`} className={cn('text-muted text-xs', className)}>
      Note: <bdi>{before}</bdi>
      <mark className="rounded-sm bg-warning-subtle text-foreground">{found}</mark>
      <bdi>{after}</bdi>
    </span>
  )
}
