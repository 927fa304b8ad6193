'use client'

import type { RowData } from '@tanstack/react-table'
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { IconButton } from '@/components/ui/icon-button'
import { Popover } from '@/components/ui/popover'
import { type AppColumns, type ColumnInfo, describeColumns } from './app-table'
import type { TableLook } from './look'

type Props<Row extends RowData> = {
  columns: AppColumns<Row>
  look: TableLook
  /** What "Reset" goes back to. */
  defaults: TableLook
  onChange: (look: TableLook) => void
}

/** Which columns show and in which order. The first column is the row's name: it stays first. */
export function ColumnsMenu<Row extends RowData>({ columns, look, defaults, onChange }: Props<Row>) {
  const all = describeColumns(columns, look.order)
  const listed = all.filter((column, index) => index > 0 && column.canHide)
  const { visibility } = look
  const order = all.map(column => column.id)
  const show = (id: string, on: boolean) => onChange({ ...look, visibility: { ...visibility, [id]: on } })
  const move = (column: ColumnInfo, step: 1 | -1) => {
    const neighbour = listed[listed.indexOf(column) + step]
    if (!neighbour) return
    const swapped = order.map(id => (id === column.id ? neighbour.id : id === neighbour.id ? column.id : id))
    onChange({ ...look, order: swapped })
  }
  return (
    <Popover
      label="Columns"
      align="end"
      className="w-72 p-0"
      trigger={props => (
        <Button {...props}>
          <Columns3 aria-hidden />
          Columns
        </Button>
      )}
    >
      <ul className="max-h-80 overflow-y-auto p-1">
        {listed.map((column, index) => (
          <li key={column.id} className="group flex items-center rounded-md pr-1 hover:bg-subtle">
            <Checkbox
              className="min-w-0 flex-1 px-2 py-1.5 coarse:py-2.5"
              label={column.label}
              checked={visibility[column.id] !== false}
              onChange={event => show(column.id, event.target.checked)}
            />
            <IconButton
              size="sm"
              className="size-6 text-muted"
              icon={ArrowUp}
              label={`Move ${column.label} up`}
              disabled={index === 0}
              onClick={() => move(column, -1)}
            />
            <IconButton
              size="sm"
              className="size-6 text-muted"
              icon={ArrowDown}
              label={`Move ${column.label} down`}
              disabled={index === listed.length - 1}
              onClick={() => move(column, 1)}
            />
          </li>
        ))}
      </ul>
      <div className="border-border border-t p-1">
        <Button variant="ghost" size="sm" className="w-full" onClick={() => onChange(defaults)}>
          Reset
        </Button>
      </div>
    </Popover>
  )
}
