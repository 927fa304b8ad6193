import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

type Props = {
  className: string
  align: 'end' | undefined
  sorted: false | 'asc' | 'desc'
  /** Absent for columns that cannot be sorted by. */
  onSort: ((further: boolean) => void) | undefined
  /** Which one of several columns it is sorted by, from 1; 0 = the only one, or none. */
  place: number
  children: ReactNode
}

/** The arrow has its place before it is needed, on the side away from the figures, so that nothing moves. */
export function HeaderCell({ className, align, sorted, onSort, place, children }: Props) {
  const Arrow = sorted === 'desc' ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={onSort && (sorted === false ? 'none' : sorted === 'asc' ? 'ascending' : 'descending')}
      className={className}
    >
      {onSort ? (
        <button
          type="button"
          onClick={event => onSort(event.shiftKey)}
          className={cn(
            'group/sort flex h-7 w-full min-w-0 items-center gap-1 rounded-sm text-left hover:text-foreground focus-visible:outline-offset-0 coarse:h-9',
            align === 'end' && 'flex-row-reverse text-right',
            sorted && 'text-foreground',
          )}
        >
          <span className="truncate">{children}</span>
          <Arrow
            aria-hidden
            className={cn(
              'size-3.5 shrink-0',
              sorted === false && 'opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60',
            )}
          />
          {place > 0 && (
            <span className="figures text-2xs text-muted">
              <span className="sr-only">sort column </span>
              {place}
            </span>
          )}
        </button>
      ) : (
        <span className="block truncate">{children}</span>
      )}
    </th>
  )
}
