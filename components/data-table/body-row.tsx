import { type Cell, FlexRender, type RowData } from '@tanstack/react-table'
import { memo } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import type { AppColumns, AppFeatures } from './app-table'
import { endsWithFiller, isFillerBefore, type Layout } from './layout'
import { cellClass, cellStyle, Filler } from './table-frame'

type RowTick = boolean | 'mixed'

type Props<T extends RowData> = {
  id: string
  row: T
  columns: AppColumns<T>
  // A prop of its own: rows are stable objects, so what hides behind their methods would go stale under the compiler.
  cells: readonly Cell<AppFeatures, T, unknown>[]
  layout: Layout
  height: string
  /** The row is what a panel beside the table shows. */
  current: boolean
  tabIndex: 0 | -1 | undefined
  /** Null where nothing can be selected. */
  tick: RowTick | null
  tickLabel: string
  /** Why the box cannot be changed now. */
  tickLocked: string | undefined
}

function Row<T extends RowData>(props: Props<T>) {
  const { id, cells, layout, height, current, tabIndex, tick, tickLabel, tickLocked } = props
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
      {cells.flatMap((cell, index) => {
        const column = layout.columns[index]
        if (!column) return []
        const content = (
          <td key={column.id} className={cellClass(column)} style={cellStyle(column.pin)}>
            <FlexRender cell={cell} />
          </td>
        )
        return isFillerBefore(layout, index) ? [<Filler key="filler" place="body" />, content] : [content]
      })}
      {endsWithFiller(layout) && <Filler place="body" />}
    </tr>
  )
}

/** The table hears the click: 250 rows need no handlers of their own. */
function keep() {}

/**
 * Drawn again only when something of it changed. Its cells are made anew with every answer, but show nothing but the row,
 * and a row that came back unchanged is the same object.
 */
export const BodyRow = memo(Row, (before, after) =>
  (Object.keys(after) as (keyof typeof after)[]).every(key => {
    if (key === 'cells') return true
    if (key === 'layout') return before.layout.structure === after.layout.structure
    return Object.is(before[key], after[key])
  }),
) as typeof Row
