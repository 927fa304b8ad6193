import { type Cell, FlexRender, type RowData } from '@tanstack/react-table'
import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/components/ui/cn'
import type { AppFeatures } from './app-table'
import { cellClass, selectCellClass } from './table-frame'

type Props<Row extends RowData> = {
  id: string
  // A prop of its own: rows are stable objects, so what hides behind their methods would go stale under the compiler.
  cells: readonly Cell<AppFeatures, Row, unknown>[]
  height: string
  opens: boolean
  tabIndex: 0 | -1 | undefined
  /** Null where nothing can be selected. */
  select: { label: string; checked: boolean; onToggle: (id: string, range: boolean) => void } | null
}

export function BodyRow<Row extends RowData>({ id, cells, height, opens, tabIndex, select }: Props<Row>) {
  return (
    <tr
      data-row-id={id}
      data-selected={select?.checked || undefined}
      tabIndex={tabIndex}
      className={cn(
        'data-row group/row scroll-mt-9 bg-surface hover:bg-subtle data-selected:bg-accent-subtle coarse:h-11',
        height,
        opens && 'cursor-pointer',
      )}
    >
      {select && (
        <td className={selectCellClass('body')}>
          <Checkbox
            aria-label={select.label}
            checked={select.checked}
            onChange={() => undefined}
            onClick={event => select.onToggle(id, event.shiftKey)}
          />
        </td>
      )}
      {cells.map((cell, index) => (
        <td
          key={cell.id}
          className={cellClass('body', {
            first: index === 0,
            selectable: select !== null,
            align: cell.column.columnDef.meta?.align,
          })}
        >
          <FlexRender cell={cell} />
        </td>
      ))}
    </tr>
  )
}
