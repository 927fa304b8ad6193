import type { RowData } from '@tanstack/react-table'
import { columnWidth } from '@/lib/table-look'
import { type AppColumns, describeColumns } from './app-table'
import type { TableLook } from './look'

export type LayoutColumn = {
  id: string
  label: string
  align: 'end' | undefined
  /** Pixels; for a column that grows the least it gets. */
  width: number
  grow: boolean
  /** Place among the columns pinned at the left, from 0; `end` at the right edge; null where it scrolls away. */
  pin: number | 'end' | null
}

export type Layout = {
  columns: LayoutColumn[]
  selectable: boolean
  /** No column grows: an empty one before the right edge takes what is left of a wide screen. */
  filler: boolean
  /** Pixels the table needs; `narrow` on a phone, where the first column gives up what is over `narrowFirst`. */
  minWidth: { wide: number; narrow: number }
  /** The same as long as the cells of a row are the same: widths do not count. */
  structure: string
}

export const selectWidth = 40
const narrowFirst = 152
const defaultWidth = 140
/** Pinned columns leave at least this part of the table for the others. */
const widestPins = 0.6

export function clampWidth(pixels: number): number {
  return Math.round(Math.min(Math.max(pixels, columnWidth.min), columnWidth.max))
}

/**
 * One layout for the table and for its skeleton: that is why nothing moves when the rows arrive.
 * As it comes, one column takes what is left. Once somebody set a width or pinned a column every width is what it says,
 * so that the edge that is dragged follows the pointer and pinned columns know where they stand.
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
    }
  })
  const wide = list.reduce((sum, column) => sum + column.width, selectable ? selectWidth : 0)
  const [first] = list
  const spare = first && (first.grow || filler) ? Math.max(0, first.width - narrowFirst) : 0
  return {
    columns: list,
    selectable,
    filler,
    minWidth: { wide, narrow: wide - spare },
    structure: [selectable, filler, ...list.map(column => `${column.id}:${column.pin}`)].join(),
  }
}

/** The empty column that takes what is left stands before the one at the right edge. */
export function isFillerBefore(layout: Layout, index: number): boolean {
  return layout.filler && layout.columns[index]?.pin === 'end' && layout.columns[index - 1]?.pin !== 'end'
}

export function endsWithFiller(layout: Layout): boolean {
  return layout.filler && layout.columns.at(-1)?.pin !== 'end'
}

type Pin = { left: number; holds: boolean; last: boolean }

/** Where each pinned column stands. In a box too narrow for all of them the later ones scroll with the rest. */
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
