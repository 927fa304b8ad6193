'use client'

import type { RowData } from '@tanstack/react-table'
import { cn } from '@/components/ui/cn'
import { Skeleton } from '@/components/ui/skeleton'
import { type AppColumns, rowHeight } from './app-table'
import { HeaderCell } from './header-cell'
import { tableLayout, withFiller } from './layout'
import type { TableLook } from './look'
import { cellClass, cellStyle, Filler, headClass, headTickClass, TableFrame } from './table-frame'

type Props<Row extends RowData> = {
  label: string
  columns: AppColumns<Row>
  look?: Partial<TableLook> | undefined
  selectable?: boolean | undefined
  /** About as many as the page will have. */
  rows: number
}

const fill = ['w-3/4', 'w-1/2', 'w-2/3', 'w-3/5']

/** The table while it loads, with the same header, columns, widths and row height. */
export function DataTableSkeleton<Row extends RowData>(props: Props<Row>) {
  const { label, columns, look = {}, selectable = false, rows } = props
  const layout = tableLayout(columns, look, selectable)
  const heads = layout.columns.map(column => (
    <HeaderCell key={column.id} column={column} sorted={false} onSort={undefined} place={0} resize={undefined}>
      {column.pin === 'end' ? <span className="sr-only">{column.label}</span> : column.label}
    </HeaderCell>
  ))
  const cellsOf = (row: number) =>
    layout.columns.map((column, index) => (
      <td key={column.id} className={cellClass(column)} style={cellStyle(column.pin)}>
        {column.pin !== 'end' && (
          <Skeleton className={cn(fill[(row + index) % fill.length], column.align === 'end' && 'ml-auto')} />
        )}
      </td>
    ))
  return (
    <TableFrame label={label} layout={layout} busy focusable>
      <thead className={headClass}>
        <tr>
          {selectable && <td className={headTickClass} />}
          {withFiller(layout, heads, <Filler key="filler" place="head" />)}
        </tr>
      </thead>
      <tbody data-skeleton className="pointer-events-none">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: stand-ins are alike and never move
          <tr key={row} className={cn('data-row', rowHeight[look.density ?? 'regular'].class)}>
            {selectable && <td className="tick-cell" />}
            {withFiller(layout, cellsOf(row), <Filler key="filler" place="body" />)}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}
