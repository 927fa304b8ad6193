import {
  type ColumnOrderState,
  type ColumnVisibilityState,
  columnOrderingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  type RowData,
  rowSortingFeature,
  type TableOptions,
  tableFeatures,
} from '@tanstack/react-table'
import type { Density } from '@/lib/preferences'

export type AppColumnMeta = {
  /** Name in the Columns menu and in the header while loading; needed where `header` is not a plain string. */
  label?: string
  /** Pixels (default 140). The table scrolls sideways rather than make it narrower. */
  width?: number
  /** Shares what is left of the width on a wide screen; without any such column the first one takes it all. */
  grow?: boolean
  /** `end` for figures: header and cells are right-aligned, figures of one width. */
  align?: 'end'
}

/**
 * The one set of features of all tables. Rows come sorted, filtered and paged from the server, so there are no row models;
 * selection is a plain set of ids that spans pages, so it is no feature either.
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

export const rowHeight: Record<Density, string> = { compact: 'h-7', regular: 'h-9', relaxed: 'h-11' }

/** Which columns show (absent = yes) and in which order (ids; what is not named follows). */
export type ColumnLook = { visibility?: ColumnVisibilityState | undefined; order?: ColumnOrderState | undefined }
export type ColumnInfo = { id: string; label: string; meta: AppColumnMeta; canHide: boolean }

/** The columns as they are declared, in the order they are shown, hidden ones included. */
export function describeColumns<Row extends RowData>(
  columns: AppColumns<Row>,
  order: ColumnOrderState = [],
): ColumnInfo[] {
  const all = columns.map(column => {
    const header = typeof column.header === 'string' ? column.header : ''
    const id = column.id ?? ('accessorKey' in column ? String(column.accessorKey) : header)
    const meta = column.meta ?? {}
    return { id, label: meta.label ?? header, meta, canHide: column.enableHiding !== false }
  })
  const named = order.flatMap(id => all.filter(column => column.id === id))
  return [...named, ...all.filter(column => !order.includes(column.id))]
}

export type Layout = {
  columns: { id: string; label: string; align: 'end' | undefined; width: number; grow: boolean }[]
  selectable: boolean
  /** Pixels the table needs; `narrow` on a phone, where the first column gives up what is over `narrowFirst`. */
  minWidth: { wide: number; narrow: number }
}

export const selectWidth = 40
const defaultWidth = 140
const narrowFirst = 152

/** One layout for the table and for its skeleton: that is why nothing moves when the rows arrive. */
export function tableLayout<Row extends RowData>(
  columns: AppColumns<Row>,
  look: ColumnLook,
  selectable: boolean,
): Layout {
  const shown = describeColumns(columns, look.order).filter(column => look.visibility?.[column.id] !== false)
  const grows = shown.some(column => column.meta.grow)
  const list = shown.map(({ id, label, meta }, index) => ({
    id,
    label,
    align: meta.align,
    width: meta.width ?? defaultWidth,
    grow: grows ? meta.grow === true : index === 0,
  }))
  const wide = list.reduce((sum, column) => sum + column.width, selectable ? selectWidth : 0)
  const spare = Math.max(0, (list[0]?.width ?? 0) - narrowFirst)
  return { columns: list, selectable, minWidth: { wide, narrow: list[0]?.grow ? wide - spare : wide } }
}
