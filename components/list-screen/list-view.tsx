'use client'

import type { RowData } from '@tanstack/react-table'
import { FileX2, type LucideIcon, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { DataTable, type DataTableProps } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatNumber } from '@/components/ui/number'
import { ListFrame, type ListFrameProps } from './list-frame'

type Empty = { icon: LucideIcon; title: string; why?: ReactNode; action?: ReactNode }

type Props<Row extends RowData> = Omit<DataTableProps<Row>, 'rows' | 'isStale' | 'empty'> &
  Omit<ListFrameProps, 'columns' | 'children'> & {
    /** Absent until the first answer arrives. */
    rows: readonly Row[] | undefined
    /** The number of rows of the skeleton. */
    pendingRows?: number | undefined
    /** Why there are no rows at all. */
    empty: Empty
    /** Why nothing matches. Null while nothing is filtered. */
    noMatch?: Pick<Empty, 'title' | 'why'> | null | undefined
  }

/** A list that one table shows: see ./list-screen.tsx. */
export function ListView<Row extends RowData>(props: Props<Row>) {
  'use memo'
  const {
    list,
    rows,
    pendingRows = 20,
    empty,
    noMatch,
    search,
    filters,
    chips,
    onClear,
    pages,
    paging,
    ...table
  } = props
  return (
    <ListFrame
      {...{ list, search, filters, chips, onClear, pages, paging }}
      columns={table.columns}
      sorting={table.sorting}
      onSortingChange={table.onSortingChange}
    >
      {rows ? (
        <DataTable
          {...table}
          rows={rows}
          isStale={list.isStale}
          empty={<NoRows empty={empty} noMatch={noMatch} pages={pages} onClear={onClear} />}
        />
      ) : (
        <DataTableSkeleton label={table.label} columns={table.columns} look={table.look} rows={pendingRows} />
      )}
    </ListFrame>
  )
}

type NoRowsProps = Pick<ListFrameProps, 'pages' | 'onClear'> & { empty: Empty; noMatch: Props<RowData>['noMatch'] }

/** Why the list is empty, and what to do about it. */
export function NoRows({ empty, noMatch, pages, onClear }: NoRowsProps) {
  if (pages && pages.total > 0) {
    return (
      <EmptyState
        icon={FileX2}
        title={`There is no page ${formatNumber(pages.asked)}`}
        action={<Button onClick={() => pages.onChange({ page: 1 })}>Go to page 1</Button>}
      >
        The list is shorter now, or the link is old.
      </EmptyState>
    )
  }
  if (noMatch) {
    return (
      <EmptyState
        icon={SearchX}
        title={noMatch.title}
        action={onClear && <Button onClick={onClear}>Clear filters</Button>}
      >
        {noMatch.why}
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={empty.icon} title={empty.title} action={empty.action}>
      {empty.why}
    </EmptyState>
  )
}
