import { FlexRender, type ReactTable, type RowData, type SortingState } from '@tanstack/react-table'
import type { AppFeatures } from './app-table'
import { HeaderCell } from './header-cell'
import { type Layout, withFiller } from './layout'
import type { ResizeHandlers } from './resize-handle'
import { SelectPage } from './select-page'
import type { RowSelection } from './selection'
import { Filler, headClass } from './table-frame'

type Props<Row extends RowData> = {
  table: ReactTable<AppFeatures, Row>
  layout: Layout
  sorting: SortingState | undefined
  multiSort: boolean
  onSortNear: ((sorting: SortingState) => void) | undefined
  /** The rows that the box in the header ticks */
  ids: readonly string[]
  selection: RowSelection<Row> | undefined
  /** Absent = columns cannot be resized. `reachable` is the column whose handle Tab reaches. */
  resize: (ResizeHandlers & { reachable: string | undefined; onReach: (id: string) => void }) | undefined
}

/** Not compiled: headers are stable objects, and what hides behind their methods would go stale. */
export function TableHead<Row extends RowData>(props: Props<Row>) {
  const { table, layout, sorting, multiSort, onSortNear, ids, selection, resize } = props
  const cells = table.getHeaderGroups()[0]?.headers.flatMap((header, index) => {
    const column = layout.columns[index]
    if (!column) return []
    const sortable = header.column.getCanSort()
    return (
      <HeaderCell
        key={header.id}
        column={column}
        sorted={header.column.getIsSorted()}
        place={(sorting?.length ?? 0) > 1 ? header.column.getSortIndex() + 1 : 0}
        onSort={sortable ? further => header.column.toggleSorting(undefined, multiSort && further) : undefined}
        onSortNear={
          sortable && onSortNear
            ? () => onSortNear([{ id: column.id, desc: header.column.getNextSortingOrder() === 'desc' }])
            : undefined
        }
        resize={resize && { ...resize, reachable: column.id === resize.reachable }}
      >
        {column.pin === 'end' ? <span className="sr-only">{column.label}</span> : <FlexRender header={header} />}
      </HeaderCell>
    )
  })
  return (
    <thead className={headClass}>
      <tr>
        {selection && <SelectPage ids={ids} selection={selection} />}
        {cells && withFiller(layout, cells, <Filler key="filler" place="head" />)}
      </tr>
    </thead>
  )
}
