'use client'

import type { CSSProperties, ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { type Layout, selectWidth } from './app-table'

type Props = {
  label: string
  layout: Layout
  busy: boolean
  /** A line runs along the top while newer rows are on their way. */
  refreshing?: boolean
  /** Nothing inside takes the focus, so the scrolling box itself must. */
  focusable: boolean
  children: ReactNode
  /** Under the table, as wide as what is in sight. */
  below?: ReactNode
}

/** The box that scrolls (never the page) and the columns' widths. Shared by the table and its skeleton. */
export function TableFrame({ label, layout, busy, refreshing, focusable, children, below }: Props) {
  const widths = { '--wide': `${layout.minWidth.wide}px`, '--narrow': `${layout.minWidth.narrow}px` }
  return (
    <div
      {...(focusable && { role: 'region', 'aria-label': label, tabIndex: 0 })}
      className="group/frame sm:max-h-[max(24rem,calc(100dvh-var(--table-chrome,16.25rem)))] relative overflow-auto overscroll-x-contain rounded-lg border border-border bg-surface"
      onScroll={event => event.currentTarget.toggleAttribute('data-scrolled', event.currentTarget.scrollLeft > 0)}
    >
      {refreshing && (
        <div aria-hidden className="sticky top-0 left-0 z-4 h-0">
          <div className="h-0.5 animate-run bg-accent-solid" />
        </div>
      )}
      <table
        aria-label={label}
        aria-busy={busy}
        className="w-full min-w-(--narrow) table-fixed border-separate border-spacing-0 text-left sm:min-w-(--wide)"
        style={widths as CSSProperties}
      >
        <colgroup>
          {layout.selectable && <col style={{ width: selectWidth }} />}
          {layout.columns.map(column => (
            <col key={column.id} style={column.grow ? undefined : { width: column.width }} />
          ))}
        </colgroup>
        {children}
      </table>
      {below && <div className="sticky left-0">{below}</div>}
    </div>
  )
}

const head =
  'sticky top-0 h-9 border-border border-b bg-background px-3 font-medium text-muted text-xs whitespace-nowrap'
const body = 'border-border border-b px-3 overflow-hidden text-ellipsis whitespace-nowrap group-last/row:border-b-0'
// On a phone only the first column of data stays in sight: the boxes scroll away with the rest.
const pinned = 'sticky left-0 border-r border-r-transparent group-data-scrolled/frame:border-r-border'

export function cellClass(
  place: 'head' | 'body',
  column: { first: boolean; selectable: boolean; align: 'end' | undefined },
) {
  return cn(
    place === 'head' ? head : body,
    column.first && pinned,
    column.first && column.selectable && 'sm:left-10',
    place === 'head' ? (column.first ? 'z-3' : 'z-2') : column.first && 'z-1 bg-inherit',
    column.align === 'end' && 'figures text-right',
  )
}

export function selectCellClass(place: 'head' | 'body') {
  return cn(
    'sm:sticky sm:left-0 border-border border-b px-3 align-middle leading-none group-last/row:border-b-0',
    place === 'head' ? 'sticky top-0 z-2 bg-background sm:z-3' : 'z-1 bg-inherit',
  )
}
