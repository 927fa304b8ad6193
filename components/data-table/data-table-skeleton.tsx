'use client'

import type { RowData } from '@tanstack/react-table'
import { cn } from '@/components/ui/cn'
import { Skeleton } from '@/components/ui/skeleton'
import type { Density } from '@/lib/preferences'
import { type AppColumns, type ColumnLook, rowHeight, tableLayout } from './app-table'
import { HeaderCell } from './header-cell'
import { cellClass, selectCellClass, TableFrame } from './table-frame'

type Props<Row extends RowData> = {
  label: string
  columns: AppColumns<Row>
  look?: ColumnLook | undefined
  density?: Density | undefined
  selectable?: boolean | undefined
  /** As many as the page will have, if that is known. */
  rows?: number | undefined
}

const fill = ['w-3/4', 'w-1/2', 'w-2/3', 'w-3/5']

/** The table before its first answer: the same header, columns and row height. */
export function DataTableSkeleton<Row extends RowData>(props: Props<Row>) {
  const { label, columns, look = {}, density = 'regular', selectable = false, rows = 12 } = props
  const layout = tableLayout(columns, look, selectable)
  return (
    <TableFrame label={label} layout={layout} busy focusable>
      <thead>
        <tr>
          {selectable && <td className={selectCellClass('head')} />}
          {layout.columns.map(({ id, label: name, align }, index) => (
            <HeaderCell
              key={id}
              className={cellClass('head', { first: index === 0, selectable, align })}
              align={align}
              sorted={false}
              onSort={undefined}
              place={0}
            >
              {name}
            </HeaderCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: stand-ins are alike and never move
          <tr key={row} className={cn('group/row bg-surface coarse:h-11', rowHeight[density])}>
            {selectable && <td className={selectCellClass('body')} />}
            {layout.columns.map(({ id, align }, index) => (
              <td key={id} className={cellClass('body', { first: index === 0, selectable, align })}>
                <Skeleton className={cn(fill[(row + index) % fill.length], align === 'end' && 'ml-auto')} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}
