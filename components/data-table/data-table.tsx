'use client'

import { FlexRender, functionalUpdate, type RowData, type SortingState, useTable } from '@tanstack/react-table'
import type { Route } from 'next'
import { useRouter } from 'next/navigation'
import { type MouseEvent, type ReactNode, useRef } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/components/ui/cn'
import type { Density } from '@/lib/preferences'
import { type AppColumns, appFeatures, type ColumnLook, rowHeight, tableLayout } from './app-table'
import { BodyRow } from './body-row'
import { HeaderCell } from './header-cell'
import { toggleIds, togglePage } from './selection'
import { cellClass, selectCellClass, TableFrame } from './table-frame'
import { useRowKeys } from './use-row-keys'

export type DataTableProps<Row extends RowData> = {
  /** Names the table: "Managed accounts". */
  label: string
  /** From `appColumns<Row>()`, at module scope. */
  columns: AppColumns<Row>
  /** One page, already sorted and filtered. */
  rows: readonly Row[]
  getRowId: (row: Row) => string
  sorting?: SortingState | undefined
  /** Absent = nothing can be sorted. */
  onSortingChange?: ((sorting: SortingState) => void) | undefined
  /** Shift and a click sort by a further column. */
  multiSort?: boolean | undefined
  look?: ColumnLook | undefined
  density?: Density | undefined
  /** The rows belong to an earlier question; the answer to the present one is on its way. */
  isStale?: boolean | undefined
  /** Where a row leads (click, Enter; with Ctrl/⌘ a new tab). Put a real link into the first cell as well. */
  rowHref?: ((row: Row) => Route) | undefined
  /** Instead of `rowHref`: a side panel, say. */
  onOpen?: ((row: Row) => void) | undefined
  /** Both or none: rows can be selected. Ids of other pages are kept. */
  selectedIds?: ReadonlySet<string> | undefined
  onSelectedIdsChange?: ((ids: Set<string>) => void) | undefined
  /** "Select Acme Inc": names a row's box. Needed with selection. */
  rowLabel?: ((row: Row) => string) | undefined
  /** What stands there when there is no row: an <EmptyState>. */
  empty: ReactNode
}

export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    getRowId,
    sorting,
    onSortingChange,
    multiSort = false,
    look = {},
    density = 'regular',
    isStale = false,
  } = props
  const { rowHref, onOpen, selectedIds, onSelectedIdsChange, rowLabel, empty } = props
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
    state: { sorting: sorting ?? [], columnVisibility: look.visibility ?? {}, columnOrder: look.order ?? [] },
    onSortingChange: update => onSortingChange?.(functionalUpdate(update, sorting ?? [])),
  })
  const router = useRouter()
  const body = useRef<HTMLTableSectionElement>(null)
  const anchor = useRef<string | null>(null)
  const ids = rows.map(getRowId)
  const selectable = selectedIds !== undefined && onSelectedIdsChange !== undefined
  const opens = rowHref !== undefined || onOpen !== undefined

  const open = (id: string, newTab: boolean) => {
    const row = rows[ids.indexOf(id)]
    if (row === undefined) return
    if (!rowHref) return onOpen?.(row)
    if (newTab) window.open(rowHref(row), '_blank', 'noopener')
    else router.push(rowHref(row))
  }
  const toggle = (id: string, range: boolean) => {
    if (selectable) onSelectedIdsChange(toggleIds(selectedIds, ids, id, anchor.current, range))
    anchor.current = id
  }
  const { reachable, setActive } = useRowKeys(body, {
    ids,
    onOpen: opens ? open : undefined,
    onToggle: selectable ? toggle : undefined,
  })
  const layout = tableLayout(columns, look, selectable)
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const id = clickedRow(event)
    if (id !== null) open(id, event.ctrlKey || event.metaKey || event.button === 1)
  }

  return (
    <TableFrame
      label={label}
      layout={layout}
      busy={isStale}
      refreshing={isStale}
      focusable={reachable === null}
      below={rows.length === 0 ? empty : undefined}
    >
      <thead>
        {table.getHeaderGroups().map(group => (
          <tr key={group.id}>
            {selectable && <SelectPage ids={ids} selected={selectedIds} onChange={onSelectedIdsChange} />}
            {group.headers.map((header, index) => {
              const align = header.column.columnDef.meta?.align
              return (
                <HeaderCell
                  key={header.id}
                  className={cellClass('head', { first: index === 0, selectable, align })}
                  align={align}
                  sorted={header.column.getIsSorted()}
                  place={(sorting?.length ?? 0) > 1 ? header.column.getSortIndex() + 1 : 0}
                  onSort={
                    header.column.getCanSort()
                      ? further => header.column.toggleSorting(undefined, multiSort && further)
                      : undefined
                  }
                >
                  <FlexRender header={header} />
                </HeaderCell>
              )
            })}
          </tr>
        ))}
      </thead>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are in useRowKeys, for the whole page */}
      <tbody
        ref={body}
        className={cn('transition-opacity duration-150', isStale && 'opacity-90 delay-150')}
        onClick={opens ? onClick : undefined}
        onAuxClick={rowHref ? onClick : undefined}
        onFocus={event => setActive(event.target.closest('tr')?.dataset.rowId ?? null)}
      >
        {table.getRowModel().rows.map(row => (
          <BodyRow
            key={row.id}
            id={row.id}
            cells={row.getVisibleCells()}
            height={rowHeight[density]}
            opens={opens}
            tabIndex={reachable === null ? undefined : row.id === reachable ? 0 : -1}
            select={
              selectable
                ? {
                    label: rowLabel?.(row.original) ?? `Select ${row.id}`,
                    checked: selectedIds.has(row.id),
                    onToggle: toggle,
                  }
                : null
            }
          />
        ))}
      </tbody>
    </TableFrame>
  )
}

type SelectPageProps = { ids: readonly string[]; selected: ReadonlySet<string>; onChange: (ids: Set<string>) => void }

function SelectPage({ ids, selected, onChange }: SelectPageProps) {
  const count = ids.filter(id => selected.has(id)).length
  return (
    <th scope="col" className={selectCellClass('head')}>
      <Checkbox
        aria-label="Select all rows on this page"
        disabled={ids.length === 0}
        checked={ids.length > 0 && count === ids.length}
        indeterminate={count > 0 && count < ids.length}
        onChange={event => onChange(togglePage(selected, ids, event.target.checked))}
      />
    </th>
  )
}

/** The row a click means, or null: controls keep their own clicks, and selecting text is not opening. */
function clickedRow(event: MouseEvent<HTMLElement>): string | null {
  if (!(event.target instanceof Element) || event.button > 1) return null
  if (event.target.closest('a, button, input, label, select, [popover], dialog')) return null
  if (event.button === 0 && window.getSelection()?.isCollapsed === false) return null
  return event.target.closest('tr')?.dataset.rowId ?? null
}
