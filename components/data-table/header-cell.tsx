import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import type { LayoutColumn } from './layout'
import { ResizeHandle, type ResizeHandlers } from './resize-handle'
import { cellStyle, headCellClass } from './table-frame'

type Props = {
  column: LayoutColumn
  sorted: false | 'asc' | 'desc'
  /** Absent if the column cannot be sorted. */
  onSort: ((further: boolean) => void) | undefined
  /** Called on hover and focus, because the column may be sorted next. */
  onSortNear?: (() => void) | undefined
  /** Position among several sort columns, from 1; 0 = the only one, or none. */
  place: number
  resize: (ResizeHandlers & { reachable: boolean; onReach: (id: string) => void }) | undefined
  children: ReactNode
}

/** Reserves room for the sort arrow, on the side away from the figures, so that nothing moves. */
export function HeaderCell({ column, sorted, onSort, onSortNear, place, resize, children }: Props) {
  const Arrow = sorted === 'desc' ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      data-column={column.id}
      aria-sort={onSort && (sorted === false ? 'none' : sorted === 'asc' ? 'ascending' : 'descending')}
      // Screen readers read cells with this name, without the name of the handle.
      aria-label={resize && column.label}
      className={cn('group/head', headCellClass(column))}
      style={cellStyle(column.pin)}
    >
      {onSort ? (
        <button
          type="button"
          onClick={event => onSort(event.shiftKey)}
          onPointerEnter={onSortNear}
          onFocus={onSortNear}
          className={cn(
            'group/sort flex h-7 w-full min-w-0 items-center gap-1 rounded-sm text-left hover:text-foreground focus-visible:outline-offset-0 coarse:h-11',
            column.align === 'end' && 'flex-row-reverse text-right',
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
      {resize && column.pin !== 'end' && (
        <ResizeHandle {...resize} id={column.id} label={column.label} width={column.width} />
      )}
    </th>
  )
}
