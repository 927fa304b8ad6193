import {
  type ColumnOrderState,
  columnOrderingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  type RowData,
  rowSortingFeature,
  type TableOptions,
  tableFeatures,
} from '@tanstack/react-table'
import type { ReactNode } from 'react'
import type { Density } from '@/lib/table-look'

type AppColumnMeta = {
  /** Name in the Columns menu and in the header while loading; needed where `header` is not a plain string. */
  label?: string
  /** Default width in pixels (140 if absent). The table scrolls sideways rather than make a column narrower. */
  width?: number
  /** Shares the remaining width on a wide screen. Without such a column, the first one takes it. */
  grow?: boolean
  /** `end` for numbers: right-aligned, with tabular figures. */
  align?: 'end'
  /** Stays at the right edge, for the row's buttons. Its header is for screen readers only. */
  pin?: 'end'
  /**
   * Makes each row a card on a phone: its first column as the title, these below it, the ones at the right edge beside
   * both. Columns without a place are hidden there. `wide` moves the ones at the right edge below the others.
   */
  phone?: 'status' | 'figure' | 'wide'
}

/**
 * The features of all tables. The server sorts, filters and pages the rows, so there are no row models. Selection is a
 * plain set of ids that spans pages, so it is not a feature either. Widths and pins come from ./layout, because the
 * skeleton needs them too and has no table; the library's own features would duplicate them.
 */
export const appFeatures = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  columnOrderingFeature,
  columnMeta: metaHelper<AppColumnMeta>(),
})

export type AppFeatures = typeof appFeatures
export type AppColumns<Row extends RowData> = TableOptions<AppFeatures, Row>['columns']

/** At module scope: `const column = appColumns<AccountRow>()`, then `column.columns([column.accessor('name', { header: 'Name' }), …])`. */
export function appColumns<Row extends RowData>() {
  return createColumnHelper<AppFeatures, Row>()
}

/** Columns of a list that does not sort: `const column = plainColumns<Item>()`, then `[column('name', 'Name', {}, item => item.name), …]`. */
export function plainColumns<Row extends RowData>() {
  const { display } = appColumns<Row>()
  return (id: string, header: string, meta: AppColumnMeta, cell: (row: Row) => ReactNode) =>
    display({ id, header, meta, cell: ({ row }) => cell(row.original) })
}

export const rowHeight: Record<Density, { class: string; pixels: number }> = {
  compact: { class: 'h-7 coarse:h-11', pixels: 28 },
  regular: { class: 'h-9 coarse:h-11 short:h-7', pixels: 36 },
  relaxed: { class: 'h-11', pixels: 44 },
}

export type ColumnInfo = {
  id: string
  label: string
  meta: AppColumnMeta
  canSort: boolean
  pinned: boolean
}

/**
 * All declared columns in display order, hidden ones included: the first one, which names the row, then the pinned
 * ones, the rest, and the ones at the right edge.
 */
export function describeColumns<Row extends RowData>(
  columns: AppColumns<Row>,
  order: ColumnOrderState = [],
  pinned: readonly string[] = [],
): ColumnInfo[] {
  const all = columns.map((column, index) => {
    const header = typeof column.header === 'string' ? column.header : ''
    const id = column.id ?? ('accessorKey' in column ? String(column.accessorKey) : header)
    const meta = column.meta ?? {}
    const canSort = column.enableSorting !== false && ('accessorKey' in column || 'accessorFn' in column)
    return { id, label: meta.label ?? header, meta, canSort, pinned: index === 0 || pinned.includes(id) }
  })
  const first = all.slice(0, 1)
  const rest = all.slice(1)
  const named = order.flatMap(id => rest.filter(column => column.id === id))
  const sorted = [...named, ...rest.filter(column => !order.includes(column.id))]
  const end = sorted.filter(column => column.meta.pin === 'end')
  const middle = sorted.filter(column => column.meta.pin !== 'end')
  return [...first, ...middle.filter(column => column.pinned), ...middle.filter(column => !column.pinned), ...end]
}
