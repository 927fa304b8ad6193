import type { RowData, SortingState } from '@tanstack/react-table'
import { SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { type AppColumns, describeColumns } from '@/components/data-table/app-table'
import { type FilterChip, FilterChips } from '@/components/ui/filter-chips'
import { formatNumber } from '@/components/ui/number'
import { PhoneSheet, SheetButton } from '@/components/ui/phone-sheet'
import { Select } from '@/components/ui/select'

type SortProps<Row extends RowData> = {
  columns: AppColumns<Row>
  sorting: SortingState
  onSortingChange: (sorting: SortingState) => void
}

type Props<Row extends RowData> = {
  /** A <SearchInput>. */
  search: ReactNode
  /** On a phone they are in a sheet behind one button. */
  filters?: ReactNode
  /** Beside the search on a phone. */
  phoneAction?: ReactNode
  /** At the end of the line; on a phone below the filters. */
  action?: ReactNode
  /** The active filters, without the text of the search field. */
  chips: readonly FilterChip[]
  onClear: () => void
  /** Absent = the list cannot be sorted. */
  sort?: SortProps<Row>
}

/** Search and filters above a list, and below them the active filters. */
export function ListBar<Row extends RowData>(props: Props<Row>) {
  const { search, filters, phoneAction, action, chips, onClear, sort } = props
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 max-sm:flex-nowrap sm:gap-1.5">
        {search}
        <SheetButton sheet="filters">
          <SlidersHorizontal aria-hidden />
          Filters
          {chips.length > 0 && <span className="figures text-accent">{formatNumber(chips.length)}</span>}
        </SheetButton>
        {phoneAction}
        <PhoneSheet id="filters" title="Filters">
          {filters}
          {sort && <PhoneSort {...sort} />}
          {action && <div className="sm:ml-auto">{action}</div>}
        </PhoneSheet>
      </div>
      <FilterChips chips={chips} onClear={onClear} />
    </>
  )
}

/** Sorts cards, which have no headers to click. */
function PhoneSort<Row extends RowData>({ columns, sorting: [first], onSortingChange }: SortProps<Row>) {
  const id = useId()
  return (
    <div className="grid gap-1 sm:hidden">
      <label htmlFor={id} className="text-muted text-xs">
        Sort by
      </label>
      <Select
        id={id}
        value={first ? `${first.desc ? '-' : ''}${first.id}` : ''}
        onChange={({ target: { value } }) =>
          onSortingChange([{ id: value.replace('-', ''), desc: value.startsWith('-') }])
        }
        options={describeColumns(columns).flatMap(({ id, label, canSort }) =>
          canSort
            ? [
                { value: id, label: `${label}, ascending` },
                { value: `-${id}`, label: `${label}, descending` },
              ]
            : [],
        )}
      />
    </div>
  )
}
