import type { RowData } from '@tanstack/react-table'
import type { ReactNode } from 'react'
import { DataTable, type DataTableProps } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { StaleBanner } from '@/components/states/stale-banner'
import { ErrorState } from '@/components/ui/error-state'
import { RelativeTime } from '@/components/ui/relative-time'
import type { List } from './list-screen'

type FrameProps = {
  list: Pick<List<unknown, unknown>, 'failure' | 'problem' | 'readAt' | 'refresh' | 'isRefreshing'>
  /** A <ListBar>. */
  bar?: ReactNode
  /** Below the table: <ListPages>. */
  paging?: ReactNode
  /** The table. */
  children?: ReactNode
}

/** A failed refresh, and what is above and below the table. A search that failed has its failure in place of the table. */
export function ListFrame({ list, bar, paging, children }: FrameProps) {
  const { failure, problem, readAt, refresh, isRefreshing } = list
  return (
    <div className="grid grid-cols-1 gap-3 max-sm:gap-2 short:gap-2">
      {problem && (
        <StaleBanner problem={problem} asOf={<RelativeTime at={readAt} />} onRetry={refresh} retrying={isRefreshing} />
      )}
      {bar}
      {failure ? (
        <div className="rounded-lg border border-border bg-surface">
          <ErrorState problem={failure} onRetry={refresh} retrying={isRefreshing} />
        </div>
      ) : (
        children
      )}
      {!failure && paging}
    </div>
  )
}

type Props<Row extends RowData> = Omit<DataTableProps<Row>, 'rows' | 'isStale'> &
  Omit<FrameProps, 'children' | 'list'> & {
    list: FrameProps['list'] & { isStale: boolean }
    /** Absent until the first answer arrives. */
    rows: readonly Row[] | undefined
    /** The number of rows of the skeleton. */
    pendingRows?: number | undefined
  }

/** A list that one table shows: see ./list-screen.tsx. */
export function ListView<Row extends RowData>(props: Props<Row>) {
  const { list, rows, pendingRows = 20, bar, paging, ...table } = props
  return (
    <ListFrame list={list} bar={bar} paging={paging}>
      {rows ? (
        // Lists with several views name each; their columns differ, and a table keeps the state of its first ones.
        <DataTable key={table.label} {...table} rows={rows} isStale={list.isStale} />
      ) : (
        <DataTableSkeleton label={table.label} columns={table.columns} rows={pendingRows} />
      )}
    </ListFrame>
  )
}
