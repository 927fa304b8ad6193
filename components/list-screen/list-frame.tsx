'use client'

import type { RowData, SortingState } from '@tanstack/react-table'
import { SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { type AppColumns, describeColumns } from '@/components/data-table/app-table'
import { StaleBanner } from '@/components/states/stale-banner'
import { type FilterChip, FilterChips } from '@/components/ui/filter-chips'
import { formatNumber } from '@/components/ui/number'
import { Pagination } from '@/components/ui/pagination'
import { PhoneSheet, SheetButton } from '@/components/ui/phone-sheet'
import { RelativeTime } from '@/components/ui/relative-time'
import { Select } from '@/components/ui/select'
import type { List } from './list-screen'

export type Pages = {
  /** In the address, from 1. */
  page: number
  /** The page that the rows belong to. */
  asked: number
  size: number
  sizes: readonly number[]
  /** Rows that match, on all pages. */
  total: number
  isStale?: boolean | undefined
  onChange: (patch: { page: number } | { size: number }) => void
}

type Sorting = {
  sorting?: SortingState | undefined
  onSortingChange?: ((sorting: SortingState) => void) | undefined
}

export type ListFrameProps = Sorting & {
  list: Pick<List<unknown, unknown>, 'isStale' | 'problem' | 'readAt' | 'refresh' | 'isRefreshing'>
  /** A <SearchInput>. */
  search?: ReactNode
  /** On a phone they are in a sheet behind one button. */
  filters?: ReactNode
  /** A second line of filters. */
  moreFilters?: ReactNode
  /** Beside the search on a phone. */
  phoneAction?: ReactNode
  chips?: readonly FilterChip[] | undefined
  onClear?: (() => void) | undefined
  // biome-ignore lint/suspicious/noExplicitAny: only their names are read, never a row
  columns: AppColumns<any>
  pages?: Pages | undefined
  /** In place of `pages`. */
  paging?: ReactNode
  /** The table. */
  children: ReactNode
}

/** Everything around a list's table: failed refresh, search, filters, chips, pages. */
export function ListFrame(props: ListFrameProps) {
  const { list, search, filters, moreFilters, phoneAction, chips = [], onClear, pages, children } = props
  const { problem, readAt, refresh, isRefreshing } = list
  return (
    <div className="grid grid-cols-1 gap-3 max-sm:gap-2 short:gap-2">
      {problem && (
        <StaleBanner problem={problem} asOf={<RelativeTime at={readAt} />} onRetry={refresh} retrying={isRefreshing} />
      )}
      {search && (
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
            <PhoneSort {...props} />
            {moreFilters && <div className="sm:hidden">{moreFilters}</div>}
          </PhoneSheet>
        </div>
      )}
      {chips.length > 0 && onClear && <FilterChips chips={chips} onClear={onClear} />}
      {children}
      {props.paging ??
        (pages && pages.total > 0 && (
          <Pagination
            page={pages.page}
            pageSize={pages.size}
            total={pages.total}
            isStale={pages.isStale ?? list.isStale}
            pageSizes={pages.sizes}
            onPageChange={page => pages.onChange({ page })}
            onPageSizeChange={size => pages.onChange({ size })}
          />
        ))}
    </div>
  )
}

/** Stands in for the headers, which a list of cards does not show. */
function PhoneSort<Row extends RowData>({
  columns,
  sorting = [],
  onSortingChange,
}: Sorting & { columns: AppColumns<Row> }) {
  const id = useId()
  const sortable = describeColumns(columns).filter(column => column.canSort)
  if (!onSortingChange || sortable.length === 0) return null
  const [first] = sorting
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
        options={sortable.flatMap(column => [
          { value: column.id, label: `${column.label}, ascending` },
          { value: `-${column.id}`, label: `${column.label}, descending` },
        ])}
      />
    </div>
  )
}
