'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { DataTable } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { ListPages } from '@/components/list-screen/list-pages'
import { useListSearch } from '@/components/list-screen/use-list-search'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { FacetFilter } from '@/components/ui/facet-filter'
import { type ItemState, itemStates, type JobRow, jobItemSearchParsers } from '@/lib/job'
import { jobItemsQuery } from '../queries'
import { itemLook } from '../words'
import { itemColumns } from './item-columns'

/** The job's items, filtered by state. */
export function Items({ job, moving }: { job: JobRow; moving: boolean }) {
  'use memo'
  const { search, setSearch } = useListSearch(jobItemSearchParsers)
  const { data, error, refetch, isFetching, isPlaceholderData } = useQuery({
    ...jobItemsQuery(job.id, search, moving),
    placeholderData: keepPreviousData,
  })
  const options = itemStates
    .filter(state => job.counts[state] > 0 || search.state.includes(state))
    .map(state => ({ value: state, label: itemLook[state].label, count: job.counts[state] }))
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-2 font-semibold text-base">Results</h2>
        <FacetFilter<ItemState>
          label="State"
          options={options}
          selected={search.state}
          onChange={state => setSearch({ state })}
        />
      </div>
      {error && data && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
      {!data && !error && <DataTableSkeleton label="Results" columns={itemColumns} rows={12} />}
      {!data && error && <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} />}
      {data && (
        <DataTable
          label="Results"
          columns={itemColumns}
          rows={data.rows}
          getRowId={item => String(item.position)}
          isStale={isPlaceholderData}
          empty={
            <EmptyState
              icon={SearchX}
              title="No results in this state"
              action={<Button onClick={() => setSearch({ state: [] })}>Show all results</Button>}
            />
          }
        />
      )}
      {data && <ListPages search={search} total={data.rowCount} isStale={isPlaceholderData} onChange={setSearch} />}
    </div>
  )
}
