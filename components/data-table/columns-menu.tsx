'use client'

import type { RowData } from '@tanstack/react-table'
import { ArrowDown, ArrowUp, Columns3, Pin } from 'lucide-react'
import { Fragment } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/icon-button'
import { Popover } from '@/components/ui/popover'
import { SegmentedControl } from '@/components/ui/segmented'
import { densities } from '@/lib/table-look'
import { type AppColumns, type ColumnInfo, describeColumns } from './app-table'
import { moveColumn, pinColumn, sameLook, type TableLook } from './look'

type Props<Row extends RowData> = {
  columns: AppColumns<Row>
  look: TableLook
  /** The look that "Reset" restores. */
  defaults: TableLook
  onChange: (look: TableLook) => void
}

const densityWords = { compact: 'Compact', regular: 'Regular', relaxed: 'Relaxed' }

/** Sets how the table looks: visible columns, their order, pinned columns, and the row height. */
export function ColumnsMenu<Row extends RowData>({ columns, look, defaults, onChange }: Props<Row>) {
  return (
    <Popover
      label="Columns"
      align="end"
      className="w-80 p-0"
      trigger={props => (
        <Button {...props}>
          <Columns3 aria-hidden />
          Columns
        </Button>
      )}
    >
      <ColumnList columns={columns} look={look} onChange={onChange} />
      <div className="flex items-center justify-between gap-3 border-border border-t px-3 py-2">
        <span aria-hidden className="text-muted text-xs">
          Rows
        </span>
        <SegmentedControl
          label="Row height"
          segments={densities.map(value => ({ value, label: densityWords[value] }))}
          value={look.density}
          onChange={density => onChange({ ...look, density })}
        />
      </div>
      <div className="border-border border-t p-1">
        <Button
          variant="ghost"
          size="sm"
          className="w-full"
          aria-disabled={sameLook(look, defaults) || undefined}
          onClick={() => onChange(defaults)}
        >
          Reset
        </Button>
      </div>
    </Popover>
  )
}

/** Lists the columns that can be changed: not the first, which names the row, and not the one at the right edge. */
function ColumnList<Row extends RowData>({ columns, look, onChange }: Omit<Props<Row>, 'defaults'>) {
  const listed = describeColumns(columns, look.order, look.pinned).filter(
    (column, index) => index > 0 && column.meta.pin === undefined,
  )
  const ids = listed.map(column => column.id)
  const pins = listed.filter(column => column.pinned).length
  return (
    <ul className="max-h-96 overflow-y-auto p-1">
      {listed.map((column, index) => (
        <Fragment key={column.id}>
          {pins > 0 && index === 0 && <Caption>Pinned</Caption>}
          {pins > 0 && index === pins && <Caption>Not pinned</Caption>}
          <ColumnLine
            column={column}
            listed={listed}
            shown={look.visibility[column.id] !== false}
            onShow={on => onChange({ ...look, visibility: { ...look.visibility, [column.id]: on } })}
            onPin={() => onChange(pinColumn(look, column.id, !column.pinned))}
            onMove={neighbour => onChange(moveColumn(look, ids, column.id, neighbour.id))}
          />
        </Fragment>
      ))}
    </ul>
  )
}

function Caption({ children }: { children: string }) {
  return <li className="px-2 pt-1.5 pb-0.5 text-2xs text-muted">{children}</li>
}

type LineProps = {
  column: ColumnInfo
  listed: readonly ColumnInfo[]
  shown: boolean
  onShow: (on: boolean) => void
  onPin: () => void
  onMove: (neighbour: ColumnInfo) => void
}

function ColumnLine({ column, listed, shown, onShow, onPin, onMove }: LineProps) {
  const at = listed.indexOf(column)
  // Pinned columns move among pinned columns, and the others among the others.
  const neighbour = (step: 1 | -1) => {
    const one = listed[at + step]
    return one?.pinned === column.pinned ? one : undefined
  }
  const move = (icon: typeof ArrowUp, words: string, to: ColumnInfo | undefined) => (
    <IconButton
      size="sm"
      className={cn('size-6 text-muted', !to && 'opacity-40')}
      icon={icon}
      label={`Move ${column.label} ${words}`}
      // Not `disabled`, so that the button keeps the focus at the end of the list.
      aria-disabled={!to || undefined}
      onClick={() => to && onMove(to)}
    />
  )
  return (
    <li className="group flex items-center rounded-md pr-1 hover:bg-subtle">
      <Checkbox
        className="min-w-0 flex-1 px-2 py-1.5 coarse:py-2.5"
        label={column.label}
        checked={shown}
        onChange={event => onShow(event.target.checked)}
      />
      <IconButton
        size="sm"
        className={cn('size-6', column.pinned ? 'text-accent' : 'text-muted')}
        icon={Pin}
        label={`Pin ${column.label} to the left`}
        aria-pressed={column.pinned}
        onClick={onPin}
      />
      {move(ArrowUp, 'up', neighbour(-1))}
      {move(ArrowDown, 'down', neighbour(1))}
    </li>
  )
}
