import { LoaderCircle } from 'lucide-react'
import { cn } from './cn'

/** Decoration. The text beside it says what is loading. */
export function Spinner({ className }: { className?: string | undefined }) {
  return <LoaderCircle aria-hidden className={cn('weak:size-4 shrink-0 animate-spin', className)} />
}
