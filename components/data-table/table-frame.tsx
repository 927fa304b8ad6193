'use client'

import { type CSSProperties, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { type Layout, type LayoutColumn, pinsOf, selectWidth, withFiller } from './layout'

type Props = {
  label: string
  layout: Layout
  busy: boolean
  /** Shows a moving line along the top while newer rows load. */
  refreshing?: boolean
  /** Makes the scrolling box focusable, if nothing inside is. */
  focusable: boolean
  /** Leaves room after the last row, for what floats over the table's end. */
  roomBelow?: boolean | undefined
  children: ReactNode
  /** Content under the table, as wide as the visible part. */
  below?: ReactNode
}

/** The scrolling box (the page never scrolls sideways) and the columns' widths, for the table and its skeleton. */
export function TableFrame({ label, layout, busy, refreshing, focusable, roomBelow, children, below }: Props) {
  'use memo'
  const frame = useRef<HTMLDivElement>(null)
  const width = useBoxWidth(frame)
  const cols = layout.columns.map((column, index) => <col key={column.id} style={colStyle(column, index)} />)
  return (
    <div
      ref={frame}
      data-frame
      data-cards={layout.cards || undefined}
      {...(focusable && { role: 'region', 'aria-label': label, tabIndex: 0 })}
      className={cn(
        'group/frame sm:max-h-[max(24rem,calc(100dvh-var(--table-chrome,16.25rem)))] relative overflow-auto overscroll-x-contain rounded-lg border border-border bg-surface data-more:[--edge-end:var(--color-border)] data-scrolled:[--edge:var(--color-border)]',
        roomBelow && 'scroll-pb-16',
      )}
      onScroll={event => markEdges(event.currentTarget)}
    >
      {refreshing && (
        <div aria-hidden className="sticky top-0 left-0 z-4 h-0">
          <div className="h-0.5 animate-run bg-accent-solid" />
        </div>
      )}
      <table
        aria-label={label}
        aria-busy={busy}
        className={cn(
          'w-full min-w-(--narrow) table-fixed border-separate border-spacing-0 text-left [--first:9.5rem] sm:min-w-(--wide) sm:[--first:100vw]',
          layout.cards && 'max-sm:block max-sm:min-w-0',
        )}
        style={tableStyle(layout, width)}
      >
        <colgroup>
          {layout.selectable && <col style={{ width: selectWidth }} />}
          {withFiller(layout, cols, <col key="filler" />)}
        </colgroup>
        {children}
      </table>
      {below && <div className="sticky left-0">{below}</div>}
      {roomBelow && <div aria-hidden className="h-16 max-sm:hidden" />}
    </div>
  )
}

/** The most rows of this height that are visible in the box while it is scrolled to its top. */
export function rowsInSight(rowPixels: number): number {
  const { innerWidth, innerHeight } = window
  // Same height as the box above. On a phone the page scrolls instead.
  const height = innerWidth < 640 ? innerHeight : Math.max(384, innerHeight - 260) - headPixels
  return Math.ceil(height / rowPixels) + 1
}

const headPixels = 36

function colStyle(column: LayoutColumn, index: number): CSSProperties | undefined {
  if (column.grow) return undefined
  // On a phone the first column leaves room for the others.
  return { width: index === 0 ? `min(${column.width}px, var(--first))` : column.width }
}

function tableStyle(layout: Layout, boxWidth: number | null): CSSProperties {
  const style: Record<string, string> = {
    '--wide': `${layout.minWidth.wide}px`,
    '--narrow': `${layout.minWidth.narrow}px`,
  }
  for (const [index, pin] of pinsOf(layout, boxWidth).entries()) {
    style[`--pin-${index}`] = pin.holds ? `${pin.left}px` : 'auto'
    // A pinned column that scrolls passes below the ones that stay.
    if (!pin.holds) style[`--level-${index}`] = '0'
    if (pin.last) style[`--edge-${index}`] = 'var(--edge)'
  }
  return style
}

/** The inner width of the box, in pixels; null before it is measured. */
function useBoxWidth(box: { readonly current: HTMLElement | null }): number | null {
  const [width, setWidth] = useState<number | null>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      setWidth(element.clientWidth)
      markEdges(element)
    })
    observer.observe(element)
    if (element.firstElementChild) observer.observe(element.querySelector('table') ?? element.firstElementChild)
    return () => observer.disconnect()
  }, [box])
  return width
}

/** Marks whether it is scrolled down, and whether content is hidden at a side, where pinned columns show their edge. */
function markEdges(box: HTMLElement) {
  box.toggleAttribute('data-down', box.scrollTop > 0)
  box.toggleAttribute('data-fits', box.scrollWidth - box.clientWidth <= 1)
  box.toggleAttribute('data-scrolled', box.scrollLeft > 0)
  box.toggleAttribute('data-more', box.scrollWidth - box.clientWidth - box.scrollLeft > 1)
}

/** Above the pinned cells of the rows. */
export const headClass = 'sticky top-0 z-3'

const head = 'h-9 coarse:h-11 border-border border-b bg-background font-medium text-muted text-xs whitespace-nowrap'

/** Body cells get the rest of their style from .data-row in app/globals.css. */
export function cellClass({ pin, align, phone }: Pick<LayoutColumn, 'pin' | 'align' | 'phone'>): string | undefined {
  return cn(pinClass(pin), align === 'end' && 'figures', phone && `on-phone-${phone}`) || undefined
}

export function headCellClass({ pin, align }: Pick<LayoutColumn, 'pin' | 'align'>): string {
  // The resize handle is on the edge of the header.
  return cn(
    pin === 'end' ? 'px-2' : 'px-3',
    head,
    pin === null && 'relative',
    pinClass(pin),
    align === 'end' && 'figures text-right',
  )
}

function pinClass(pin: LayoutColumn['pin']): string | false {
  return pin !== null && (pin === 0 ? 'pin-first' : pin === 'end' ? 'pin-end' : 'pin')
}

const styles = new Map<number, CSSProperties>()

/** The position of a pinned cell is a variable of the table, so that rows do not render again when a width changes. */
export function cellStyle(pin: LayoutColumn['pin']): CSSProperties | undefined {
  if (typeof pin !== 'number' || pin === 0) return undefined
  const known = styles.get(pin)
  if (known) return known
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--level': `var(--level-${pin}, 1)`,
    '--line': `var(--edge-${pin}, transparent)`,
    '--left': `var(--pin-${pin})`,
  }
  styles.set(pin, style)
  return style
}

export const headTickClass =
  'tick-cell border-border border-b bg-background px-3 align-middle leading-none sm:wide:sticky sm:wide:left-0 sm:wide:z-3'

/** A cell of the empty filler column. */
export function Filler({ place }: { place: 'head' | 'body' }) {
  return <td aria-hidden className={place === 'head' ? head : undefined} />
}
