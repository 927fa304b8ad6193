import { LoaderCircle } from 'lucide-react'
import { cn } from './cn'

/** Decoration: the words beside it say what is being waited for. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn('weak:size-4 shrink-0 animate-spin', className)} />
}
