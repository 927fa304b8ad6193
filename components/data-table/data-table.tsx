'use client'

import { FlexRender, functionalUpdate, type RowData, type SortingState, useTable } from '@tanstack/react-table'
import type { Route } from 'next'
import { usePathname, useRouter } from 'next/navigation'
import { type MouseEvent, type ReactNode, useRef, useState } from 'react'
import { staysOffline } from '@/components/states/offline'
import { useBehind, useReachability } from '@/components/states/use-reachability'
import { useSlow } from '@/components/ui/use-slow'
import { type AppColumns, appFeatures, rowHeight } from './app-table'
import { HeaderCell } from './header-cell'
import { endsWithFiller, isFillerBefore, tableLayout } from './layout'
import type { TableLook } from './look'
import { SelectPage } from './select-page'
import { toggleIds } from './selection'
import { TableBody } from './table-body'
import { Filler, headClass, TableFrame } from './table-frame'
import { type RowKeys, useRowKeys } from './use-row-keys'
import { measureColumns, useWidths } from './use-widths'

export type RowSelection<Row> = {
  /** Ids of other pages are kept. */
  ids: ReadonlySet<string>
  onChange: (ids: Set<string>) => void
  /** "Select Acme Inc": names a row's box. */
  rowLabel: (row: Row) => string
  /** Single rows cannot be ticked now. */
  locked?: { tick: true | 'mixed'; why: string; onTry: () => void } | undefined
}

export type DataTableProps<Row extends RowData> = {
  /** Names the table: "Managed accounts". */
  label: string
  /**
   * From `appColumns<Row>()`, at module scope. Cells must depend only on their row, because they render again only when
   * it changes.
   */
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
  /**
   * The page of a row, opened by click or Enter, with Ctrl/⌘ in a new tab.
   * Put a real link into the first cell too: <a data-row-link>.
   */
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
  const router = useRouter()
  const anchor = useRef<string | null>(null)
  const ids = rows.map(getRowId)
  const opens = rowHref !== undefined || onOpen !== undefined

  const open = (id: string, newTab: boolean) => {
    const row = rows[ids.indexOf(id)]
    if (row === undefined) return
    if (!rowHref) return onOpen?.(row)
    if (staysOffline()) return
    if (newTab) window.open(rowHref(row), '_blank', 'noopener')
    else router.push(rowHref(row))
  }
  const toggle = (id: string, range: boolean) => {
    if (selection?.locked) return selection.locked.onTry()
    selection?.onChange(toggleIds(selection.ids, ids, id, anchor.current, range))
    anchor.current = id
  }
  const { reachable, setActive } = useRowKeys(body, {
    ids,
    onOpen: opens ? open : undefined,
    onToggle: selectable ? toggle : undefined,
    keys,
    isStale,
    pathname: usePathname(),
  })
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const ticked = event.button === 0 && tickedRow(event)
    if (ticked) return toggle(ticked, event.shiftKey)
    const linked = rowHref && plainLink(event)
    if (linked) {
      event.preventDefault()
      return open(linked, false)
    }
    const id = opens ? clickedRow(event) : null
    if (id === null) return
    const newTab = event.ctrlKey || event.metaKey || event.button === 1
    const row = rows[ids.indexOf(id)]
    if (onOpen && row !== undefined && !newTab) onOpen(row)
    else open(id, newTab)
  }

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
      <thead className={headClass}>
        {table.getHeaderGroups().map(group => (
          <tr key={group.id}>
            {selection && (
              <SelectPage
                ids={isStale ? none : ids}
                selected={selection.ids}
                locked={selection.locked}
                onChange={selection.onChange}
              />
            )}
            {group.headers.flatMap((header, index) => {
              const column = layout.columns[index]
              if (!column) return []
              const sortable = header.column.getCanSort()
              const cell = (
                <HeaderCell
                  key={header.id}
                  column={column}
                  sorted={header.column.getIsSorted()}
                  place={(sorting?.length ?? 0) > 1 ? header.column.getSortIndex() + 1 : 0}
                  onSort={
                    sortable ? further => header.column.toggleSorting(undefined, multiSort && further) : undefined
                  }
                  onSortNear={
                    sortable && onSortNear
                      ? () => onSortNear([{ id: column.id, desc: header.column.getNextSortingOrder() === 'desc' }])
                      : undefined
                  }
                  resize={
                    onWidthsChange && { ...handlers, reachable: column.id === reachableHandle, onReach: setHandle }
                  }
                >
                  <FlexRender header={header} />
                </HeaderCell>
              )
              return isFillerBefore(layout, index) ? [<Filler key="filler" place="head" />, cell] : [cell]
            })}
            {endsWithFiller(layout) && <Filler place="head" />}
          </tr>
        ))}
      </thead>
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

/** The row whose checkbox was clicked, or null. */
function tickedRow(event: MouseEvent<HTMLElement>): string | null {
  const box = event.target instanceof Element ? event.target.closest('[data-row-tick]') : null
  return box?.closest('tr')?.dataset.rowId ?? null
}

/**
 * The row whose <a data-row-link> got a plain click, or null. The browser handles all other clicks. Plain links are
 * cheaper than a router link in every row.
 */
function plainLink(event: MouseEvent<HTMLElement>): string | null {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element ? event.target.closest('a[data-row-link]') : null
  return link?.closest('tr')?.dataset.rowId ?? null
}

/**
 * The row to open after a click, or null. Clicks on controls and [data-no-open], and selecting text, do not open a row.
 */
function clickedRow(event: MouseEvent<HTMLElement>): string | null {
  if (!(event.target instanceof Element) || event.button > 1) return null
  if (event.target.closest('a, button, input, label, select, [popover], dialog, [data-no-open]')) return null
  if (event.button === 0 && window.getSelection()?.isCollapsed === false) return null
  return event.target.closest('tr')?.dataset.rowId ?? null
}
