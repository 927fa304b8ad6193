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
import { KeepRouter, useRowActions } from './use-row-actions'
import { type RowKeys, useRowKeys } from './use-row-keys'
import { measureGrowing, useWidths } from './use-widths'

export type DataTableProps<Row extends RowData> = {
  /** Names the table: "Managed accounts". */
  label: string
  /** From `appColumns<Row>()`, at module scope. Cells depend only on their row: they render again when it changes. */
  columns: AppColumns<Row>
  /** One page, already sorted and filtered. */
  rows: readonly Row[]
  getRowId: (row: Row) => string
  /**
   * The search of these rows, as a text. A new one scrolls the table to its top, and a long page draws its visible rows
   * first. Row components are then reused, so a cell with its own state needs the row's id as its key.
   */
  question?: string | undefined
  sorting?: SortingState | undefined
  /** Absent = not sortable. */
  onSortingChange?: ((sorting: SortingState) => void) | undefined
  /** Called on hover or focus of a header, with the sorting that a click would set. */
  onSortNear?: ((sorting: SortingState) => void) | undefined
  /** Shift+click adds a sort column. */
  multiSort?: boolean | undefined
  look?: Partial<TableLook> | undefined
  /** Pixels by column. Absent = columns cannot be resized. */
  onWidthsChange?: ((widths: Record<string, number>) => void) | undefined
  /** The rows are from an earlier search, and the current one is loading. They are dimmed and inert. */
  isStale?: boolean | undefined
  /** The page of a row, for click and Enter; with Ctrl/⌘ in a new tab. The first cell also has <a data-row-link>. */
  rowHref?: ((row: Row) => Route) | undefined
  /** Called for a plain click on a row instead; without `rowHref` also for Enter. */
  onOpen?: ((row: Row) => void) | undefined
  selection?: RowSelection<Row> | undefined
  keys?: RowKeys | undefined
  /** The row that a panel beside the table shows. */
  currentId?: string | null | undefined
  /** Leaves room below the last row, for what floats over the table's end. */
  roomBelow?: boolean | undefined
  /** Shown when there are no rows: an <EmptyState>. */
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
  const grown = () => measureGrowing(body.current?.closest('table'), tableLayout(columns, look, selectable))
  const { widths, handlers } = useWidths(look.widths, grown, onWidthsChange)
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
  const { router, opens, open, toggle, onClick } = useRowActions({ rows, ids, rowHref, onOpen, selection })
  const { reachable, setActive } = useRowKeys(body, {
    ids,
    onOpen: opens ? open : undefined,
    onToggle: selectable ? toggle : undefined,
    keys,
    isStale,
    resizes: onWidthsChange !== undefined,
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
      <KeepRouter at={router} />
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
        handlers={{
          onClick: opens || selectable ? onClick : undefined,
          onAuxClick: rowHref ? onClick : undefined,
          onFocus: event => setActive(event.target.closest('tr')?.dataset.rowId ?? null),
        }}
      />
    </TableFrame>
  )
}
