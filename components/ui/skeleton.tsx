import { cn } from './cn'

/** A grey placeholder with the size of the coming content. Decoration: the loading region sets `aria-busy`. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block animate-pulse rounded-sm bg-border weak:h-3', className)} />
}

const widths = ['w-11/12', 'w-full', 'w-4/5', 'w-2/3']

/** Lines of text with the height of real ones (20 px each). */
export function SkeletonText({ lines = 3 }: { lines?: number }) {
  return (
    <span className="block">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
        <span key={line} className="flex h-5 items-center">
          <Skeleton className={widths[line % widths.length] ?? 'w-full'} />
        </span>
      ))}
    </span>
  )
}
