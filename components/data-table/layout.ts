import type { RowData } from '@tanstack/react-table'
import { columnWidth } from '@/lib/table-look'
import { type AppColumns, describeColumns } from './app-table'
import type { TableLook } from './look'

export type LayoutColumn = {
  id: string
  label: string
  align: 'end' | undefined
  /** Pixels; for a growing column the minimum. */
  width: number
  grow: boolean
  /** Position among the columns pinned at the left, from 0; `end` = at the right edge; null = scrolls. */
  pin: number | 'end' | null
  /** The place in a card on a phone. */
  phone: 'status' | 'figure' | 'wide' | undefined
}

export type Layout = {
  columns: LayoutColumn[]
  selectable: boolean
  /** On a phone each row is a card. */
  cards: boolean
  /** No column grows, so an empty column before the right edge takes the remaining width. */
  filler: boolean
  /** The width the table needs, in pixels; `narrow` on a phone, where the first column shrinks to `narrowFirst`. */
  minWidth: { wide: number; narrow: number }
  /** Changes only when the cells of a row change. Widths do not count. */
  structure: string
}

export const selectWidth = 40
const narrowFirst = 152
const defaultWidth = 140
/** Pinned columns take at most this part of the table. */
const widestPins = 0.6

export function clampWidth(pixels: number): number {
  return Math.round(Math.min(Math.max(pixels, columnWidth.min), columnWidth.max))
}

/**
 * One layout for the table and its skeleton, so that nothing moves when the rows arrive. By default, one column takes
 * the remaining width. After an operator has set a width or pinned a column, all widths are fixed, so that a dragged
 * edge follows the pointer and the positions of pinned columns are known.
 */
export function tableLayout<Row extends RowData>(
  columns: AppColumns<Row>,
  look: Partial<TableLook>,
  selectable: boolean,
): Layout {
  const shown = describeColumns(columns, look.order, look.pinned).filter(
    column => look.visibility?.[column.id] !== false,
  )
  const widths = look.widths ?? {}
  const filler = shown.some((column, index) => (index > 0 && column.pinned) || widths[column.id] !== undefined)
  const grows = shown.some(column => column.meta.grow)
  const list = shown.map(({ id, label, meta, pinned }, index): LayoutColumn => {
    const kept = widths[id]
    return {
      id,
      label,
      align: meta.align,
      width: kept === undefined ? (meta.width ?? defaultWidth) : clampWidth(kept),
      grow: !filler && (grows ? meta.grow === true : index === 0),
      pin: meta.pin ?? (pinned ? index : null),
      phone: meta.phone,
    }
  })
  const wide = list.reduce((sum, column) => sum + column.width, selectable ? selectWidth : 0)
  const [first] = list
  const spare = first && (first.grow || filler) ? Math.max(0, first.width - narrowFirst) : 0
  return {
    columns: list,
    selectable,
    cards: list.some(column => column.phone !== undefined),
    filler,
    minWidth: { wide, narrow: wide - spare },
    structure: [selectable, filler, ...list.map(column => `${column.id}:${column.pin}`)].join(),
  }
}

/** The cells of a row, with that of the empty filler column, which comes before the columns at the right edge. */
export function withFiller<Cell>({ filler, columns }: Layout, cells: readonly Cell[], empty: Cell): Cell[] {
  if (!filler) return [...cells]
  const pinned = columns.findIndex(column => column.pin === 'end')
  const at = pinned < 0 ? cells.length : pinned
  return [...cells.slice(0, at), empty, ...cells.slice(at)]
}

type Pin = { left: number; holds: boolean; last: boolean }

/** The position of each pinned column. In a narrow box the last ones scroll with the rest. */
export function pinsOf(layout: Layout, boxWidth: number | null): Pin[] {
  const pinned = layout.columns.filter(column => typeof column.pin === 'number')
  const start = layout.selectable ? selectWidth : 0
  const pins = pinned.map((column, index) => {
    const left = pinned.slice(0, index).reduce((sum, before) => sum + before.width, start)
    return { left, holds: index === 0 || boxWidth === null || left + column.width <= boxWidth * widestPins }
  })
  const last = pins.findLastIndex(pin => pin.holds)
  return pins.map((pin, index) => ({ ...pin, last: index === last }))
}
