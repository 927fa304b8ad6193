'use client'

import { functionalUpdate, type RowData, type SortingState, useTable } from '@tanstack/react-table'
import type { Route } from 'next'
import { usePathname } from 'next/navigation'
import { type ReactNode, useRef, useState } from 'react'
import { useBehind, useReachability } from '@/components/states/use-reachability'
import { useSlow } from '@/components/ui/use-slow'
import { type AppColumns, appFeatures, rowHeight } from './app-table'
import { tableLayout } from './layout'
import type { TableLook } from './look'
import type { RowSelection } from './selection'
import { TableBody } from './table-body'
import { TableFrame } from './table-frame'
import { TableHead } from './table-head'
import { useRowActions } from './use-row-actions'
import { type RowKeys, useRowKeys } from './use-row-keys'
import { measureColumns, useWidths } from './use-widths'

export type DataTableProps<Row extends RowData> = {
  /** Names the table: "Managed accounts". */
  label: string
  /** From `appColumns<Row>()`, at module scope. Cells show nothing but their row: they are drawn again only when it changed. */
  columns: AppColumns<Row>
  /** One page, already sorted and filtered. */
  rows: readonly Row[]
  getRowId: (row: Row) => string
  /**
   * What the rows answer, as a text. With another one the table starts at its top, and of a long page what is in sight is drawn before the rest.
   * Rows are then drawn in the place of former ones: a cell that keeps a state of its own needs the row's id as its key.
   */
  question?: string | undefined
  sorting?: SortingState | undefined
  /** Absent = nothing can be sorted. */
  onSortingChange?: ((sorting: SortingState) => void) | undefined
  /** The pointer or the focus rests on a header: what a click there would sort by. */
  onSortNear?: ((sorting: SortingState) => void) | undefined
  /** Shift and a click sort by a further column. */
  multiSort?: boolean | undefined
  look?: Partial<TableLook> | undefined
  /** Pixels by column. Absent = columns cannot be resized. */
  onWidthsChange?: ((widths: Record<string, number>) => void) | undefined
  /** The rows belong to an earlier question; the answer to the present one is on its way. They are dimmed and take nothing. */
  isStale?: boolean | undefined
  /** Where a row leads (click, Enter; with Ctrl/⌘ a new tab). Put a real link into the first cell as well: <a data-row-link>. */
  rowHref?: ((row: Row) => Route) | undefined
  /** A plain click on a row goes here instead; without `rowHref` Enter too. */
  onOpen?: ((row: Row) => void) | undefined
  selection?: RowSelection<Row> | undefined
  keys?: RowKeys | undefined
  /** The row that a panel beside the table shows. */
  currentId?: string | null | undefined
  /** Something floats over the table's end: the last row can be scrolled clear of it. */
  roomBelow?: boolean | undefined
  /** What stands there when there is no row: an <EmptyState>. */
  empty: ReactNode
}

const noKeys: RowKeys = {}
const none: readonly string[] = []

export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  'use memo'
  const { label, columns, rows, getRowId, sorting, onSortingChange, onSortNear, multiSort = false, look = {} } = props
  const { onWidthsChange, isStale = false, rowHref, onOpen, selection, keys = noKeys, currentId = null } = props
  const selectable = selection !== undefined
  useBehind(isStale)
  const slow = useSlow(isStale)
  const reached = useReachability() === 'reached'
  const body = useRef<HTMLTableSectionElement>(null)
  const growing = () => tableLayout(columns, look, selectable).columns.filter(column => column.grow)
  const { widths, handlers } = useWidths(
    look.widths,
    () =>
      measureColumns(
        body.current?.closest('table'),
        growing().map(column => column.id),
      ),
    onWidthsChange,
  )
  const layout = tableLayout(columns, { ...look, widths }, selectable)
  const [handle, setHandle] = useState<string | null>(null)
  const reachableHandle = (layout.columns.find(column => column.id === handle) ?? layout.columns[0])?.id
  const table = useTable({
    features: appFeatures,
    columns,
    data: rows,
    getRowId,
    manualSorting: true,
    enableSorting: onSortingChange !== undefined,
    enableMultiSort: multiSort,
    maxMultiSortColCount: 3,
    enableSortingRemoval: false,
    state: {
      sorting: sorting ?? [],
      columnVisibility: look.visibility ?? {},
      columnOrder: layout.columns.map(column => column.id),
    },
    onSortingChange: update => onSortingChange?.(functionalUpdate(update, sorting ?? [])),
  })
  const ids = rows.map(getRowId)
  const { opens, open, toggle, onClick } = useRowActions({ rows, ids, rowHref, onOpen, selection })
  const { reachable, setActive } = useRowKeys(body, {
    ids,
    onOpen: opens ? open : undefined,
    onToggle: selectable ? toggle : undefined,
    keys,
    isStale,
    pathname: usePathname(),
  })

  return (
    <TableFrame
      label={label}
      layout={layout}
      busy={isStale}
      refreshing={slow && reached}
      focusable={reachable === null}
      roomBelow={props.roomBelow}
      below={rows.length === 0 ? props.empty : undefined}
    >
      <TableHead
        table={table}
        layout={layout}
        sorting={sorting}
        multiSort={multiSort}
        onSortNear={onSortNear}
        ids={isStale ? none : ids}
        selection={selection}
        resize={onWidthsChange && { ...handlers, reachable: reachableHandle, onReach: setHandle }}
      />
      <TableBody
        ref={body}
        columns={columns}
        rows={table.getRowModel().rows}
        question={props.question}
        isStale={isStale}
        dimmed={slow}
        layout={layout}
        height={rowHeight[look.density ?? 'regular']}
        opens={opens}
        currentId={currentId}
        reachable={reachable}
        selection={selection}
        onClick={opens || selectable ? onClick : undefined}
        onAuxClick={rowHref ? onClick : undefined}
        onFocus={event => setActive(event.target.closest('tr')?.dataset.rowId ?? null)}
      />
    </TableFrame>
  )
}
