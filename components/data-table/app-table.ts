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
import type { Density } from '@/lib/table-look'

type AppColumnMeta = {
  /** Name in the Columns menu and in the header while loading; needed where `header` is not a plain string. */
  label?: string
  /** Pixels (default 140) until somebody gives it another width. The table scrolls sideways rather than make it narrower. */
  width?: number
  /** Shares what is left of the width on a wide screen; without any such column the first one takes it all. */
  grow?: boolean
  /** `end` for figures: header and cells are right-aligned, figures of one width. */
  align?: 'end'
  /** Stays at the right edge: the row's buttons. */
  pin?: 'end'
}

/**
 * The one set of features of all tables. Rows come sorted, filtered and paged from the server, so there are no row models;
 * selection is a plain set of ids that spans pages, so it is no feature either. Widths and pins are one layout for the table
 * and for its skeleton, which has no table behind it (./layout): the library's own features would be a second truth.
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

export const rowHeight: Record<Density, { class: string; pixels: number }> = {
  compact: { class: 'h-7 coarse:h-11', pixels: 28 },
  regular: { class: 'h-9 coarse:h-11', pixels: 36 },
  relaxed: { class: 'h-11', pixels: 44 },
}

export type ColumnInfo = { id: string; label: string; meta: AppColumnMeta; canHide: boolean; pinned: boolean }

/**
 * The columns as they are declared, in the order they are shown, hidden ones included: the first one, which names the row,
 * then the pinned ones, the rest, and what stays at the right edge.
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
    const canHide = column.enableHiding !== false
    return { id, label: meta.label ?? header, meta, canHide, pinned: index === 0 || pinned.includes(id) }
  })
  const first = all.slice(0, 1)
  const rest = all.slice(1)
  const named = order.flatMap(id => rest.filter(column => column.id === id))
  const sorted = [...named, ...rest.filter(column => !order.includes(column.id))]
  const end = sorted.filter(column => column.meta.pin === 'end')
  const middle = sorted.filter(column => column.meta.pin !== 'end')
  return [...first, ...middle.filter(column => column.pinned), ...middle.filter(column => !column.pinned), ...end]
}
