import { type Cell, FlexRender, type RowData } from '@tanstack/react-table'
import { memo } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import type { AppColumns, AppFeatures } from './app-table'
import { type Layout, withFiller } from './layout'
import { cellClass, cellStyle, Filler } from './table-frame'

type RowTick = boolean | 'mixed'

type Props<T extends RowData> = {
  id: string
  row: T
  columns: AppColumns<T>
  // A separate prop. Row objects are stable, so the compiler would not see that the result of their methods changed.
  cells: readonly Cell<AppFeatures, T, unknown>[]
  layout: Layout
  height: string
  /** A panel beside the table shows this row. */
  current: boolean
  tabIndex: 0 | -1 | undefined
  /** Null if rows cannot be selected. */
  tick: RowTick | null
  tickLabel: string
  /** Why the checkbox is locked. */
  tickLocked: string | undefined
}

function Row<T extends RowData>(props: Props<T>) {
  const { id, cells, layout, height, current, tabIndex, tick, tickLabel, tickLocked } = props
  const contents = layout.columns.map((column, index) => (
    <td key={column.id} className={cellClass(column)} style={cellStyle(column.pin)}>
      {cells[index] && <FlexRender cell={cells[index]} />}
    </td>
  ))
  return (
    <tr
      data-row-id={id}
      data-selected={tick === true || undefined}
      data-current={current || undefined}
      tabIndex={tabIndex}
      className={`data-row ${height}`}
    >
      {tick !== null && (
        <td className="tick-cell">
          <Checkbox
            data-row-tick
            aria-label={tickLabel}
            aria-disabled={tickLocked !== undefined || undefined}
            title={tickLocked}
            className={tickLocked === undefined ? undefined : 'opacity-60'}
            checked={tick === true}
            indeterminate={tick === 'mixed'}
            onChange={keep}
          />
        </td>
      )}
      {withFiller(layout, contents, <Filler key="filler" place="body" />)}
    </tr>
  )
}

/** The table handles the click, so that 250 rows need no handlers of their own. */
function keep() {}

/**
 * Renders again only when the row changed. Its cells are new objects after every answer, but they depend only on the
 * row, and an unchanged row is the same object.
 */
export const BodyRow = memo(Row, (before, after) =>
  (Object.keys(after) as (keyof typeof after)[]).every(key => {
    if (key === 'cells') return true
    if (key === 'layout') return before.layout.structure === after.layout.structure
    return Object.is(before[key], after[key])
  }),
) as typeof Row
